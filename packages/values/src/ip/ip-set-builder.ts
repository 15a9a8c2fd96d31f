import type { IpAddress } from './ip-address.ts'
import type { IpSet } from './ip-set.ts'
import { lastOfNetwork } from './network-of.ts'
import type { IpRange, Prefix } from './prefix.ts'
import type { Width } from './range-words.ts'
import { RangeWriter } from './range-writer.ts'
import { sortOrder } from './sort-order.ts'

/**
 * Collects addresses, prefixes and ranges for an `IpSet`, in any order and possibly overlapping. Adding takes constant amortised
 * time; building is linear in what was added, a few tenths of a second for a million entries.
 */
export class IpSetBuilder {
  #v4 = new Uint32Array(16)
  #length4 = 0
  #v6 = new Uint32Array(16)
  #length6 = 0

  /** Adds one address. */
  addIp(ip: IpAddress): void {
    this.#add(ip, ip)
  }

  /** Adds all addresses of a prefix. */
  addPrefix(prefix: Prefix): void {
    this.#add(prefix.address, lastOfNetwork(prefix.address, prefix.length))
  }

  /** Adds all addresses of a range. */
  addRange(range: IpRange): void {
    this.#add(range.first, range.last)
  }

  /** Adds all addresses of another set. */
  addSet(set: IpSet): void {
    this.#v4 = withRoom(this.#v4, this.#length4 + set.v4.length)
    this.#v4.set(set.v4, this.#length4)
    this.#length4 += set.v4.length
    this.#v6 = withRoom(this.#v6, this.#length6 + set.v6.length)
    this.#v6.set(set.v6, this.#length6)
    this.#length6 += set.v6.length
  }

  /** Returns the set of all addresses added so far. More can be added afterwards. */
  build(): IpSet {
    return {
      v4: canonicalRanges(this.#v4, this.#length4, 1),
      v6: canonicalRanges(this.#v6, this.#length6, 4),
    }
  }

  #add(first: IpAddress, last: IpAddress): void {
    if (first.family === 4) {
      const at = this.#length4
      this.#v4 = withRoom(this.#v4, at + 2)
      this.#v4[at] = first.a
      this.#v4[at + 1] = last.a
      this.#length4 = at + 2
    } else {
      const at = this.#length6
      this.#v6 = withRoom(this.#v6, at + 8)
      writeWords(this.#v6, at, first)
      writeWords(this.#v6, at + 4, last)
      this.#length6 = at + 8
    }
  }
}

function writeWords(words: Uint32Array, at: number, ip: IpAddress): void {
  words[at] = ip.a
  words[at + 1] = ip.b
  words[at + 2] = ip.c
  words[at + 3] = ip.d
}

function withRoom(words: Uint32Array<ArrayBuffer>, length: number): Uint32Array<ArrayBuffer> {
  if (length <= words.length) return words
  const grown = new Uint32Array(Math.max(length, 2 * words.length))
  grown.set(words)
  return grown
}

function canonicalRanges(words: Uint32Array, length: number, width: Width): Uint32Array {
  const stride = 2 * width
  const count = length / stride
  const order = sortOrder(words, stride, width, count)
  const writer = new RangeWriter(width, count)
  for (let i = 0; i < count; i++) {
    const at = stride * (order === undefined ? i : order[i]!)
    writer.push(words, at, words, at + width)
  }
  return writer.finish()
}
