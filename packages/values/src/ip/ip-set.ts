import type { IpAddress } from './ip-address.ts'

/**
 * A set of addresses as data: sorted, disjoint ranges, no two of them adjacent. Structured-cloneable and canonical: equal sets have
 * equal arrays. Created by `IpSetBuilder`, `parseIpList` and the set operations.
 */
export interface IpSet {
  /** The first and last address of each IPv4 range, two words per range. */
  readonly v4: Uint32Array
  /** The first and last address of each IPv6 range, four words each. No range begins or ends among the IPv4-mapped addresses. */
  readonly v6: Uint32Array
}

/** The set that contains no address. */
export function emptyIpSet(): IpSet {
  return { v4: new Uint32Array(0), v6: new Uint32Array(0) }
}

/** Whether a set is empty. */
export function ipSetIsEmpty(set: IpSet): boolean {
  return set.v4.length === 0 && set.v6.length === 0
}

/** Whether a set contains an address. Logarithmic in the number of ranges. */
export function ipSetHas(set: IpSet, ip: IpAddress): boolean {
  return ip.family === 4 ? hasV4(set.v4, ip.a) : hasV6(set.v6, ip)
}

/** Whether two sets contain the same addresses. Linear. */
export function sameIpSet(x: IpSet, y: IpSet): boolean {
  return sameWords(x.v4, y.v4) && sameWords(x.v6, y.v6)
}

/** The number of addresses in a set. Linear in the number of ranges. */
export function ipSetSize(set: IpSet): bigint {
  let v4 = 0
  for (let i = 0; i < set.v4.length; i += 2) v4 += set.v4[i + 1]! - set.v4[i]! + 1
  let v6 = 0n
  for (let i = 0; i < set.v6.length; i += 8) v6 += wordsToBigint(set.v6, i + 4) - wordsToBigint(set.v6, i) + 1n
  return BigInt(v4) + v6
}

/**
 * The bytes of a set that fingerprints are computed from: the number of IPv4 words, then all words, four bytes each, most
 * significant first. Equal for equal sets, different for different ones, and the same on every machine.
 */
export function ipSetDigestInput(set: IpSet): Uint8Array {
  const bytes = new Uint8Array(4 * (1 + set.v4.length + set.v6.length))
  const view = new DataView(bytes.buffer)
  view.setUint32(0, set.v4.length)
  let at = 4
  for (const words of [set.v4, set.v6]) {
    for (let i = 0; i < words.length; i++, at += 4) view.setUint32(at, words[i]!)
  }
  return bytes
}

/** The 128-bit number in the four words at `words[i]`. */
export function wordsToBigint(words: Uint32Array, i: number): bigint {
  const high = (BigInt(words[i]!) << 32n) | BigInt(words[i + 1]!)
  const low = (BigInt(words[i + 2]!) << 32n) | BigInt(words[i + 3]!)
  return (high << 64n) | low
}

function hasV4(words: Uint32Array, a: number): boolean {
  // INVARIANT: ranges before `low` begin at or below the address, and those from `high` on begin above it.
  let low = 0
  let high = words.length / 2
  while (low < high) {
    const middle = (low + high) >>> 1
    if (words[2 * middle]! <= a) low = middle + 1
    else high = middle
  }
  return low > 0 && a <= words[2 * low - 1]!
}

function hasV6(words: Uint32Array, ip: IpAddress): boolean {
  let low = 0
  let high = words.length / 8
  while (low < high) {
    const middle = (low + high) >>> 1
    if (compareToIp(words, 8 * middle, ip) <= 0) low = middle + 1
    else high = middle
  }
  return low > 0 && compareToIp(words, 8 * low - 4, ip) >= 0
}

function compareToIp(words: Uint32Array, i: number, ip: IpAddress): number {
  return words[i]! - ip.a || words[i + 1]! - ip.b || words[i + 2]! - ip.c || words[i + 3]! - ip.d
}

function sameWords(x: Uint32Array, y: Uint32Array): boolean {
  return x.length === y.length && x.every((word, i) => word === y[i])
}
