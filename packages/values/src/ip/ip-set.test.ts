import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatIp } from './format-ip.ts'
import {
  arbitraryRanges,
  isMapped,
  neighboursOf,
  referenceHas,
  toBigint,
  referenceRange,
  referenceRangesOf,
} from './ip.reference.ts'
import { type IpAddress, ipv6 } from './ip-address.ts'
import { emptyIpSet, type IpSet, ipSetDigestInput, ipSetHas, ipSetIsEmpty, ipSetSize, sameIpSet } from './ip-set.ts'
import { IpSetBuilder } from './ip-set-builder.ts'
import { intersectIpSets, subtractIpSet, unionIpSets } from './ip-set-operations.ts'
import { ipSetCovers, ipSetsCoverAll, ipSetsMeet } from './ip-set-relations.ts'
import { ipSetPrefixes } from './ip-set-prefixes.ts'
import { parseIpList } from './parse-ip-list.ts'
import { formatPrefix, type IpRange, prefixRange } from './prefix.ts'

function setOf(text: string): IpSet {
  const list = parseIpList(text)
  expect(list.errors).toEqual([])
  return list.set
}

function setOfRanges(ranges: readonly IpRange[]): IpSet {
  const builder = new IpSetBuilder()
  for (const range of ranges) builder.addRange(range)
  return builder.build()
}

function prefixesOf(set: IpSet): string[] {
  return Array.from(ipSetPrefixes(set), formatPrefix)
}

/** Expects that ranges are sorted, disjoint and not adjacent, and that none ends among the mapped addresses. */
function expectCanonical(set: IpSet): void {
  const ranges = referenceRangesOf(set)
  ranges.forEach((range, i) => {
    expect(range.first <= range.last).toBe(true)
    const before = ranges[i - 1]
    expect(before?.family !== range.family || before.last + 1n < range.first).toBe(true)
  })
  for (let i = 0; i < set.v6.length; i += 4) {
    expect(isMapped(ipv6(set.v6[i]!, set.v6[i + 1]!, set.v6[i + 2]!, set.v6[i + 3]!))).toBe(false)
  }
}

const pair = fc.tuple(arbitraryRanges(15), arbitraryRanges(15))

describe('IpSetBuilder', () => {
  it('builds the same canonical set for any order of additions', () => {
    fc.assert(
      fc.property(arbitraryRanges(30), (ranges) => {
        const set = setOfRanges(ranges)
        expectCanonical(set)
        expect(sameIpSet(setOfRanges(ranges.toReversed()), set)).toBe(true)
        const reference = ranges.map(referenceRange)
        const wrong = neighboursOf(ranges).filter((ip) => ipSetHas(set, ip) !== referenceHas(reference, ip))
        expect(wrong.map(formatIp)).toEqual([])
      }),
      { numRuns: runs(150) },
    )
  })

  it('merges adjacent and nested ranges, and keeps families apart', () => {
    expect(prefixesOf(setOf('10.0.1.0/24, 10.0.0.0/24, 10.0.0.7'))).toEqual(['10.0.0.0/23'])
    expect(prefixesOf(setOf('255.255.255.255, ::'))).toEqual(['255.255.255.255/32', '::/128'])
    expect(prefixesOf(setOf('0.0.0.0/1, 128.0.0.0/1, ::/1, 8000::/1'))).toEqual(['0.0.0.0/0', '::/0'])
  })

  it('treats the addresses on both sides of the IPv4-mapped ones as adjacent', () => {
    const apart = setOf(':: - ::fffe:ffff:ffff, ::1:0:0:0 - ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff')
    expect(sameIpSet(apart, setOf('::/0'))).toBe(true)
    expect(sameIpSet(setOf('::/80'), setOf(':: - ::fffe:ffff:ffff'))).toBe(true)
  })

  it('sorts ranges above the size up to which they are compared', () => {
    const builder = new IpSetBuilder()
    for (let i = 0; i < 5000; i++) {
      const word = Math.imul(i, 0x9e3779b1) >>> 0
      builder.addIp({ family: 4, a: word, b: 0, c: 0, d: 0 })
      builder.addIp(ipv6(word, i, 0, word))
    }
    const set = builder.build()
    expectCanonical(set)
    expect(ipSetSize(set)).toBe(10_000n)
  })
})

describe('set operations', () => {
  it('agree with the reference at and next to every boundary, and return canonical sets', () => {
    fc.assert(
      fc.property(pair, ([left, right]) => {
        const x = setOfRanges(left)
        const y = setOfRanges(right)
        const union = unionIpSets(x, y)
        const difference = subtractIpSet(x, y)
        const both = intersectIpSets(x, y)
        for (const set of [union, difference, both]) expectCanonical(set)
        const [referenceX, referenceY] = [left.map(referenceRange), right.map(referenceRange)]
        for (const ip of neighboursOf([...left, ...right])) {
          const [inX, inY] = [referenceHas(referenceX, ip), referenceHas(referenceY, ip)]
          const found = [union, difference, both].map((set) => ipSetHas(set, ip))
          expect([formatIp(ip), ...found]).toEqual([formatIp(ip), inX || inY, inX && !inY, inX && inY])
        }
        expect(sameIpSet(unionIpSets(difference, both), x)).toBe(true)
        expect(sameIpSet(unionIpSets(difference, y), union)).toBe(true)
        expect(ipSetIsEmpty(intersectIpSets(difference, y))).toBe(true)
        expect(ipSetCovers(x, y)).toBe(ipSetIsEmpty(subtractIpSet(y, x)))
        expect([ipSetsMeet(x, y), ipSetsMeet(y, x)]).toEqual(Array(2).fill(!ipSetIsEmpty(both)))
        const all = unionIpSets(setOf('0.0.0.0/0'), setOf('::/0'))
        expect(ipSetsCoverAll(x, y)).toBe(sameIpSet(union, all))
        expect(ipSetsCoverAll(x, unionIpSets(y, subtractIpSet(all, x)))).toBe(true)
        expect(ipSetCovers(union, x) && ipSetCovers(x, both)).toBe(true)
      }),
      { numRuns: runs(150) },
    )
  })

  it('return the right number of addresses', () => {
    fc.assert(
      fc.property(pair, ([left, right]) => {
        const [x, y] = [setOfRanges(left), setOfRanges(right)]
        expect(ipSetSize(x)).toBe(referenceRangesOf(x).reduce((sum, range) => sum + range.last - range.first + 1n, 0n))
        expect(ipSetSize(setOf('0.0.0.0/0'))).toBe(2n ** 32n)
        expect(ipSetSize(emptyIpSet())).toBe(0n)
        expect(ipSetCovers(x, y) && ipSetCovers(y, x)).toBe(sameIpSet(x, y))
      }),
    )
  })

  it('cover a set with one prefix or the union of several, but not with a gap', () => {
    const halves = setOf('10.0.0.0/9, 10.128.0.0/9')
    expect(ipSetCovers(halves, setOf('10.0.0.0/8'))).toBe(true)
    expect(ipSetCovers(subtractIpSet(halves, setOf('10.1.2.3')), setOf('10.0.0.0/8'))).toBe(false)
    expect(ipSetCovers(setOf('0.0.0.0/0'), setOf('2001:db8::/32'))).toBe(false)
    expect(ipSetCovers(emptyIpSet(), emptyIpSet())).toBe(true)
  })
})

describe('ipSetPrefixes', () => {
  it('returns the shortest list of prefixes', () => {
    expect(prefixesOf(setOf('10.0.0.1 - 10.0.0.6'))).toEqual([
      '10.0.0.1/32',
      '10.0.0.2/31',
      '10.0.0.4/31',
      '10.0.0.6/32',
    ])
    expect(prefixesOf(subtractIpSet(setOf('2001:db8::/126'), setOf('2001:db8::1')))).toEqual([
      '2001:db8::/128',
      '2001:db8::2/127',
    ])
    expect(prefixesOf(emptyIpSet())).toEqual([])
  })

  it('returns prefixes whose union is the set, and no two of which can be joined', () => {
    fc.assert(
      fc.property(arbitraryRanges(6), (ranges) => {
        const set = setOfRanges(ranges)
        const prefixes = [...ipSetPrefixes(set)]
        expect(sameIpSet(setOfRanges(prefixes.map(prefixRange)), set)).toBe(true)
        for (let i = 1; i < prefixes.length; i++) {
          const [x, y] = [prefixes[i - 1]!, prefixes[i]!]
          const size = 1n << BigInt((x.address.family === 4 ? 32 : 128) - x.length)
          const isPair =
            x.address.family === y.address.family &&
            x.length === y.length &&
            toBigint(x.address) + size === toBigint(y.address) &&
            toBigint(x.address) % (2n * size) === 0n
          expect(isPair).toBe(false)
        }
      }),
      { numRuns: runs(200) },
    )
  })
})

describe('ipSetDigestInput', () => {
  it('is equal for equal sets only', () => {
    fc.assert(
      fc.property(pair, ([left, right]) => {
        const [x, y] = [setOfRanges(left), setOfRanges(right)]
        const same = Buffer.compare(ipSetDigestInput(x), ipSetDigestInput(y)) === 0
        expect(same).toBe(sameIpSet(x, y))
        expect(ipSetDigestInput(structuredClone(x))).toEqual(ipSetDigestInput(x))
      }),
    )
  })

  it('has its words most significant byte first', () => {
    expect([...ipSetDigestInput(setOf('1.2.3.4'))]).toEqual([0, 0, 0, 2, 1, 2, 3, 4, 1, 2, 3, 4])
  })
})

describe('ipSetHas', () => {
  it('finds the ends of the address space', () => {
    const ends = setOf('0.0.0.0, 255.255.255.255, ::, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff')
    const held = neighboursOf([]).filter((ip: IpAddress) => ipSetHas(ends, ip))
    expect(held.map(formatIp)).toEqual(['0.0.0.0', '255.255.255.255', '::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'])
  })
})
