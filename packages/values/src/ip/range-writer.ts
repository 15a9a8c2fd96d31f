import { compareAt, copyAt, followsAt, type Width } from './range-words.ts'

// The ends of ::ffff:0:0/96 and their neighbours. No IPv6 address value lies inside: those texts are IPv4 addresses.
const belowMapped = Uint32Array.of(0, 0, 0xfffe, 0xffffffff)
const firstMapped = Uint32Array.of(0, 0, 0xffff, 0)
const lastMapped = Uint32Array.of(0, 0, 0xffff, 0xffffffff)
const aboveMapped = Uint32Array.of(0, 0, 0x10000, 0)

/**
 * Collects ranges that arrive in ascending order of their first address into the canonical range array of a set: sorted,
 * disjoint, adjacent ones merged. IPv6 ranges neither begin nor end among the IPv4-mapped addresses and are merged across
 * them, so that equal sets have equal arrays.
 */
export class RangeWriter {
  readonly #width: Width
  #words: Uint32Array
  #length = 0
  readonly #range: Uint32Array

  constructor(width: Width, expected: number) {
    this.#width = width
    this.#words = new Uint32Array(Math.max(4, expected) * 2 * width)
    this.#range = new Uint32Array(2 * width)
  }

  /** Adds the range from the address at `x[i]` to the one at `y[j]`; its first is not below that of the range before. */
  push(x: Uint32Array, i: number, y: Uint32Array, j: number): void {
    const width = this.#width
    const range = this.#range
    copyAt(x, i, range, 0, width)
    copyAt(y, j, range, width, width)
    if (width === 4 && !clipMapped(range)) return

    const previous = this.#length - width
    if (previous > 0 && this.#touches(previous)) {
      if (compareAt(range, width, this.#words, previous, width) > 0) copyAt(range, width, this.#words, previous, width)
      return
    }
    if (this.#length + 2 * width > this.#words.length) {
      const grown = new Uint32Array(this.#words.length * 2)
      grown.set(this.#words)
      this.#words = grown
    }
    this.#words.set(range, this.#length)
    this.#length += 2 * width
  }

  /** The range array; the writer is not used afterwards. */
  finish(): Uint32Array {
    return this.#words.slice(0, this.#length)
  }

  #touches(previous: number): boolean {
    const width = this.#width
    if (compareAt(this.#range, 0, this.#words, previous, width) <= 0) return true
    if (followsAt(this.#words, previous, this.#range, 0, width)) return true
    return (
      width === 4 &&
      compareAt(this.#range, 0, aboveMapped, 0, width) === 0 &&
      compareAt(this.#words, previous, belowMapped, 0, width) === 0
    )
  }
}

/** Moves ends of an IPv6 range that are IPv4-mapped out of that block; false when nothing is left. */
function clipMapped(range: Uint32Array): boolean {
  if (range[0] !== 0 || range[1] !== 0) return true
  if (isMapped(range, 0)) copyAt(aboveMapped, 0, range, 0, 4)
  if (isMapped(range, 4)) copyAt(belowMapped, 0, range, 4, 4)
  return compareAt(range, 0, range, 4, 4) <= 0
}

function isMapped(words: Uint32Array, i: number): boolean {
  return compareAt(words, i, firstMapped, 0, 4) >= 0 && compareAt(words, i, lastMapped, 0, 4) <= 0
}
