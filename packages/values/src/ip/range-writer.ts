import { compareAt, copyAt, followsAt, type Width } from './range-words.ts'

// The neighbours of ::ffff:0:0/96. No IPv6 address value is inside that block: those texts are IPv4 addresses.
const belowMapped = Uint32Array.of(0, 0, 0xfffe, 0xffffffff)
const aboveMapped = Uint32Array.of(0, 0, 0x10000, 0)

/**
 * Collects ranges, in ascending order of their first address, into the canonical range array of a set: sorted, disjoint, adjacent
 * ones merged. IPv6 ranges neither begin nor end among the IPv4-mapped addresses and are merged across them, so that equal sets
 * have equal arrays.
 */
export class RangeWriter {
  readonly #width: Width
  #words: Uint32Array
  #length = 0

  constructor(width: Width, expected: number) {
    this.#width = width
    this.#words = new Uint32Array(Math.max(4, expected + 1) * 2 * width)
  }

  /**
   * Adds the range from the address at `x[i]` to the one at `y[j]`. Its first address must not be below that of the previous range.
   */
  push(x: Uint32Array, i: number, y: Uint32Array, j: number): void {
    const width = this.#width
    const words = this.#withRoom()
    const at = this.#length
    copyAt(x, i, words, at, width)
    copyAt(y, j, words, at + width, width)
    if (width === 4 && words[at] === 0 && !clipMapped(words, at)) return
    if (at > 0 && this.#touchesPrevious(words, at)) {
      if (compareAt(words, at + width, words, at - width, width) > 0)
        copyAt(words, at + width, words, at - width, width)
    } else {
      this.#length = at + 2 * width
    }
  }

  /** Returns the range array; the writer must not be used afterwards. */
  finish(): Uint32Array {
    return this.#words.slice(0, this.#length)
  }

  /** The words, with space for one more range. */
  #withRoom(): Uint32Array {
    if (this.#length + 2 * this.#width <= this.#words.length) return this.#words
    const grown = new Uint32Array(this.#words.length * 2)
    grown.set(this.#words)
    this.#words = grown
    return grown
  }

  #touchesPrevious(words: Uint32Array, at: number): boolean {
    const width = this.#width
    const previous = at - width
    // The common case first: the leading words are so far apart that nothing else matters.
    if (words[at]! - words[previous]! > 1) return false
    if (compareAt(words, at, words, previous, width) <= 0 || followsAt(words, previous, words, at, width)) return true
    return (
      width === 4 &&
      compareAt(words, at, aboveMapped, 0, width) === 0 &&
      compareAt(words, previous, belowMapped, 0, width) === 0
    )
  }
}

/** Moves ends of the IPv6 range at `words[at]` that are IPv4-mapped out of that block; false if nothing is left. */
function clipMapped(words: Uint32Array, at: number): boolean {
  if (isMapped(words, at)) copyAt(aboveMapped, 0, words, at, 4)
  if (isMapped(words, at + 4)) copyAt(belowMapped, 0, words, at + 4, 4)
  return compareAt(words, at, words, at + 4, 4) <= 0
}

function isMapped(words: Uint32Array, i: number): boolean {
  return words[i] === 0 && words[i + 1] === 0 && words[i + 2] === 0xffff
}
