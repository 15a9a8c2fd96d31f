import fc from 'fast-check'
import { type IpAddress, ipv4, ipv6 } from './ip-address.ts'
import type { IpSet } from './ip-set.ts'
import { lastOfNetwork, networkOf } from './network-of.ts'
import type { IpRange } from './prefix.ts'

/** The reference implementation of ranges: a family and bigints. */
export interface ReferenceRange {
  readonly family: 4 | 6
  readonly first: bigint
  readonly last: bigint
}

export function toBigint(ip: IpAddress): bigint {
  if (ip.family === 4) return BigInt(ip.a)
  return (BigInt(ip.a) << 96n) | (BigInt(ip.b) << 64n) | (BigInt(ip.c) << 32n) | BigInt(ip.d)
}

export function fromBigint(family: 4 | 6, value: bigint): IpAddress {
  const word = (shift: bigint): number => Number((value >> shift) & 0xffffffffn)
  return family === 4 ? ipv4(word(0n)) : ipv6(word(96n), word(64n), word(32n), word(0n))
}

export function referenceRange(range: IpRange): ReferenceRange {
  return { family: range.first.family, first: toBigint(range.first), last: toBigint(range.last) }
}

/** Every range of a set. */
export function referenceRangesOf(set: IpSet): ReferenceRange[] {
  const ranges: ReferenceRange[] = []
  for (let i = 0; i < set.v4.length; i += 2) {
    ranges.push({ family: 4, first: BigInt(set.v4[i]!), last: BigInt(set.v4[i + 1]!) })
  }
  const address = (at: number): bigint => toBigint(ipv6(set.v6[at]!, set.v6[at + 1]!, set.v6[at + 2]!, set.v6[at + 3]!))
  for (let i = 0; i < set.v6.length; i += 8) ranges.push({ family: 6, first: address(i), last: address(i + 4) })
  return ranges
}

/** Whether any range contains an address. */
export function referenceHas(ranges: readonly ReferenceRange[], ip: IpAddress): boolean {
  const value = toBigint(ip)
  return ranges.some((range) => range.family === ip.family && range.first <= value && value <= range.last)
}

/** Whether an IPv6 value is IPv4-mapped, so that no text is parsed as this value. */
export function isMapped(ip: IpAddress): boolean {
  return ip.family === 6 && ip.a === 0 && ip.b === 0 && ip.c === 0xffff
}

// Few distinct bytes, so that random prefixes nest, touch and share long prefixes.
const byte: fc.Arbitrary<number> = fc.constantFrom(0, 0, 0, 1, 2, 127, 128, 254, 255, 255, 10, 32)
const word: fc.Arbitrary<number> = fc.oneof(
  fc.tuple(byte, byte, byte, byte).map((bytes) => bytes.reduce((sum: number, one) => sum * 256 + one, 0)),
  fc.constantFrom(0, 0xffff, 0x10000, 0xfffe, 0x20010db8),
)

export const arbitraryIp: fc.Arbitrary<IpAddress> = fc.oneof(
  word.map(ipv4),
  fc
    .tuple(word, word, word, word)
    .map((words) => ipv6(...words))
    .filter((ip) => !isMapped(ip)),
)

const arbitraryPrefixRange: fc.Arbitrary<IpRange> = fc.tuple(arbitraryIp, fc.nat({ max: 128 })).map(([ip, any]) => {
  const length = ip.family === 4 ? any % 33 : any
  return { first: networkOf(ip, length, length), last: lastOfNetwork(ip, length) }
})

const arbitraryFreeRange: fc.Arbitrary<IpRange> = fc
  .tuple(arbitraryIp, arbitraryIp)
  .filter(([x, y]) => x.family === y.family)
  .map(([x, y]) => (toBigint(x) <= toBigint(y) ? { first: x, last: y } : { first: y, last: x }))

/** Prefixes of both families, some of them nested or adjacent, and a few ranges that are not prefixes. */
export function arbitraryRanges(maxLength: number): fc.Arbitrary<IpRange[]> {
  return fc.array(
    fc.oneof({ arbitrary: arbitraryPrefixRange, weight: 5 }, { arbitrary: arbitraryFreeRange, weight: 1 }),
    {
      maxLength,
    },
  )
}

/** The ends of ranges, the addresses next to them and the ends of both families, where errors are most likely. */
export function neighboursOf(ranges: readonly IpRange[]): IpAddress[] {
  const last6 = (1n << 128n) - 1n
  const values = new Map<string, IpAddress>()
  const add = (family: 4 | 6, value: bigint): void => {
    const top = family === 4 ? 0xffffffffn : last6
    if (value < 0n || value > top) return
    const ip = fromBigint(family, value)
    if (!isMapped(ip)) values.set(`${family} ${value}`, ip)
  }
  for (const range of ranges.map(referenceRange)) {
    for (const value of [range.first, range.last]) for (const step of [-1n, 0n, 1n]) add(range.family, value + step)
  }
  add(4, 0n)
  add(4, 0xffffffffn)
  add(6, 0n)
  add(6, last6)
  return [...values.values()]
}
