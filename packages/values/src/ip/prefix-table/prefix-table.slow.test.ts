import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatIp } from '../format-ip.ts'
import type { IpAddress } from '../ip-address.ts'
import { emptyIpSet, type IpSet, ipSetHas } from '../ip-set.ts'
import { IpSetBuilder } from '../ip-set-builder.ts'
import { arbitraryRanges, neighboursOf, referenceHas, referenceRange } from '../ip.reference.ts'
import { parseIp } from '../parse-ip.ts'
import { parseIpEntry } from '../parse-ip-entry.ts'
import { buildPrefixTable, checkPrefixTable, classHas, classOf, classSets, type PrefixTable } from './prefix-table.ts'

function lookup(table: PrefixTable, ip: IpAddress): boolean[] {
  const cls = classOf(table, ip)
  return Array.from({ length: table.setCount }, (_, set) => classHas(table, cls, set))
}

function setOf(...entries: readonly string[]): IpSet {
  const builder = new IpSetBuilder()
  for (const text of entries) {
    const entry = parseIpEntry(text)
    if (entry.kind === 'address') builder.addIp(entry.address)
    else if (entry.kind === 'prefix') builder.addPrefix(entry.prefix)
    else if (entry.kind === 'range') builder.addRange(entry.range)
    else throw new Error(entry.reason)
  }
  return builder.build()
}

function ip(text: string): IpAddress {
  const address = parseIp(text)
  if (address === undefined) throw new Error(`${text} is no address`)
  return address
}

describe('buildPrefixTable', () => {
  it('agrees with a linear scan at and next to every boundary of random nested sets', () => {
    fc.assert(
      fc.property(fc.array(arbitraryRanges(12), { maxLength: 40 }), (sets) => {
        const built = sets.map((ranges) => {
          const builder = new IpSetBuilder()
          for (const range of ranges) builder.addRange(range)
          return builder.build()
        })
        const table = buildPrefixTable(built)
        expect(checkPrefixTable(table)).toBeUndefined()
        const references = sets.map((ranges) => ranges.map(referenceRange))
        for (const address of neighboursOf(sets.flat())) {
          const expected = references.map((reference) => referenceHas(reference, address))
          expect([formatIp(address), ...lookup(table, address)]).toEqual([formatIp(address), ...expected])
        }
      }),
      { numRuns: runs(300, 1 / 2) },
    )
  })

  it('assigns class 0 to every address if there is no set or only empty ones', () => {
    for (const sets of [[], [emptyIpSet()], [emptyIpSet(), emptyIpSet()]]) {
      const table = buildPrefixTable(sets)
      expect(table.classCount).toBe(1)
      expect(table.setCount).toBe(sets.length)
      for (const text of ['0.0.0.0', '255.255.255.255', '::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff']) {
        expect(classOf(table, ip(text))).toBe(0)
      }
    }
  })

  it('separates the families at the widest prefixes', () => {
    const table = buildPrefixTable([setOf('0.0.0.0/0'), setOf('::/0')])
    for (const text of ['0.0.0.0', '255.255.255.255', '::ffff:1.2.3.4']) {
      expect(lookup(table, ip(text))).toEqual([true, false])
    }
    for (const text of ['::', '::1', '::1.2.3.4', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff']) {
      expect(lookup(table, ip(text))).toEqual([false, true])
    }
  })

  it('assigns one class to addresses in the same sets, and at most one class more than there are boundaries', () => {
    const nested = Array.from({ length: 33 }, (_, length) => setOf(`10.0.0.0/${length}`))
    const table = buildPrefixTable(nested)
    expect(table.classCount).toBe(34)
    expect(classOf(table, ip('11.0.0.0'))).toBe(classOf(table, ip('11.255.255.255')))
    expect(classSets(table, classOf(table, ip('10.0.0.0')))).toEqual(Uint32Array.of(0xffffffff, 1))
  })

  it('survives a structured clone', () => {
    const table = structuredClone(buildPrefixTable([setOf('192.0.2.0/24', '2001:db8::/32')]))
    expect(checkPrefixTable(table)).toBeUndefined()
    expect(lookup(table, ip('192.0.2.200'))).toEqual([true])
    expect(lookup(table, ip('2001:db8:ffff::'))).toEqual([true])
    expect(lookup(table, ip('2001:db9::'))).toEqual([false])
  })

  it('supports more classes than fit into 16 bits', () => {
    const builders = Array.from({ length: 17 }, () => new IpSetBuilder())
    for (let a = 0; a < 70_000; a++) {
      for (let bit = 0; bit < 17; bit++) if (((a + 1) >>> bit) & 1) builders[bit]!.addIp({ ...ip('0.0.0.0'), a })
    }
    const sets = builders.map((builder) => builder.build())
    const table = buildPrefixTable(sets)
    expect(table.classCount).toBe(70_001)
    expect(checkPrefixTable(table)).toBeUndefined()
    for (let a = 0; a < 70_010; a += 7) {
      const address = { ...ip('0.0.0.0'), a }
      expect(lookup(table, address)).toEqual(sets.map((set) => ipSetHas(set, address)))
    }
  })
})
