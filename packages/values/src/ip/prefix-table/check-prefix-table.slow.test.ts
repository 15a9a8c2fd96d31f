import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatIp } from '../format-ip.ts'
import { arbitraryIp, arbitraryRanges } from '../ip.reference.ts'
import { IpSetBuilder } from '../ip-set-builder.ts'
import { parseIpList } from '../parse-ip-list.ts'
import { buildPrefixTable, checkPrefixTable, classOf, type PrefixTable } from './prefix-table.ts'

function tableOf(...texts: readonly string[]): PrefixTable {
  return buildPrefixTable(texts.map((text) => parseIpList(text).set))
}

function many(): PrefixTable {
  const slots = Array.from({ length: 200 }, (_, i) => `2001:db8:${(i * 257).toString(16)}::/48`)
  const few = Array.from({ length: 30 }, (_, i) => `2001:db9:${(i * 3).toString(16)}::/48`)
  return tableOf('10.0.0.0/8, 10.1.2.0/24', [...slots, ...few, '2001:dba:1:2::/64'].join('\n'), 'fe80::/10, 192.0.2.1')
}

/** The table with some words replaced, as in a damaged or forged file. */
function damaged(table: PrefixTable, change: (copy: PrefixTable) => void): PrefixTable {
  const copy = structuredClone(table)
  change(copy)
  return copy
}

describe('checkPrefixTable', () => {
  it('accepts what buildPrefixTable builds', () => {
    expect(checkPrefixTable(tableOf())).toBeUndefined()
    expect(checkPrefixTable(many())).toBeUndefined()
  })

  it.each<readonly [string, (table: PrefixTable) => unknown]>([
    ['no tables', () => ({ setCount: 0, classCount: 1, rows: new Uint32Array(0) })],
    ['nothing', () => undefined],
    ['JSON', (table) => JSON.parse(JSON.stringify(table))],
    ['a negative number of sets', (table) => ({ ...table, setCount: -1 })],
    ['a number of classes that rows lack', (table) => ({ ...table, classCount: table.classCount + 1 })],
    ['no class', (table) => ({ ...table, classCount: 0, rows: new Uint32Array(0) })],
    ['class 0 in a set', (table) => damaged(table, (copy) => copy.rows.set([1]))],
    ['too many index bits', (table) => ({ ...table, v4: { ...table.v4, indexBits: 17 } })],
    ['a short index', (table) => ({ ...table, v4: { ...table.v4, index: table.v4.index.slice(1) } })],
    ['a short base', (table) => ({ ...table, v4: { ...table.v4, base: table.v4.base.slice(1) } })],
    ['missing lows', (table) => ({ ...table, v4: { ...table.v4, lows: table.v4.lows.slice(1) } })],
    ['an index beyond the lows', (table) => damaged(table, (copy) => copy.v4.index.fill(9999, 1, 3))],
    ['lows out of order', (table) => damaged(table, (copy) => copy.v4.lows.fill(3))],
    ['an unknown IPv4 class', (table) => damaged(table, (copy) => copy.v4.classes.fill(99))],
    ['no nodes', (table) => ({ ...table, v6: { nodes: new Int32Array(0) } })],
    ['a cut trie', (table) => ({ ...table, v6: { nodes: table.v6.nodes.slice(0, -1) } })],
    ['words after the trie', (table) => ({ ...table, v6: { nodes: Int32Array.of(...table.v6.nodes, 0, -1) } })],
    ['an unknown kind', (table) => ({ ...table, v6: { nodes: Int32Array.of(7, -1) } })],
    ['an unknown IPv6 class', (table) => ({ ...table, v6: { nodes: Int32Array.of(0, -1000) } })],
    ['a node that names itself', (table) => ({ ...table, v6: { nodes: Int32Array.of(0, 0) } })],
    ['a node named twice', (table) => ({ ...table, v6: { nodes: Int32Array.of(1 << 3, 1, 4, 4, 0, -1) } })],
    ['a path without bits', (table) => ({ ...table, v6: { nodes: Int32Array.of(3, -1, -1, 0) } })],
    [
      'a path past the end',
      (table) => ({ ...table, v6: { nodes: Int32Array.of((129 << 3) | 3, -1, -1, 0, 0, 0, 0, 0) } }),
    ],
    [
      'a path to a node within a byte',
      (table) => ({ ...table, v6: { nodes: Int32Array.of((9 << 3) | 3, -1, 4, 0, 0, -1) } }),
    ],
    [
      'a node below the last byte',
      (table) => ({ ...table, v6: { nodes: Int32Array.of((128 << 3) | 3, -1, 7, 0, 0, 0, 0, 0, -1) } }),
    ],
  ])('rejects a table with %s', (_, forge) => {
    expect(checkPrefixTable(forge(many()) as PrefixTable)).toEqual(expect.any(String))
  })

  it('rejects every damaged table in which a lookup fails, does not end or returns an unknown class', () => {
    const table = many()
    const word = fc.oneof(fc.integer(), fc.integer({ min: -5, max: 40 }), fc.nat({ max: table.v6.nodes.length + 5 }))
    const change = fc.tuple(
      fc.constantFrom('index', 'base', 'lows', 'classes', 'nodes', 'nodes', 'nodes'),
      fc.nat(),
      word,
    )
    let accepted = 0
    fc.assert(
      fc.property(
        fc.array(change, { minLength: 1, maxLength: 3 }),
        fc.array(arbitraryIp, { minLength: 30 }),
        (changes, ips) => {
          const copy = damaged(table, ({ v4, v6 }) => {
            for (const [name, at, value] of changes) {
              const words = name === 'nodes' ? v6.nodes : v4[name as 'index' | 'base' | 'lows' | 'classes']
              words[at % words.length] = value
            }
          })
          if (checkPrefixTable(copy) !== undefined) return
          accepted++
          const ends = ips.flatMap((ip) =>
            ip.family === 4 ? [ip] : [ip, { ...ip, a: 0x20010db8 }, { ...ip, a: 0x20010db9 }],
          )
          for (const ip of ends) {
            const cls = classOf(copy, ip)
            const isClass = Number.isInteger(cls) && cls >= 0 && cls < copy.classCount
            expect([formatIp(ip), isClass]).toEqual([formatIp(ip), true])
          }
        },
      ),
      { numRuns: runs(3000) },
    )
    expect(accepted).toBeGreaterThan(0)
  })

  it('accepts the table of any sets', () => {
    fc.assert(
      fc.property(fc.array(arbitraryRanges(60), { maxLength: 3 }), (sets) => {
        const built = sets.map((ranges) => {
          const builder = new IpSetBuilder()
          for (const range of ranges) builder.addRange(range)
          return builder.build()
        })
        expect(checkPrefixTable(structuredClone(buildPrefixTable(built)))).toBeUndefined()
      }),
      { numRuns: runs(200) },
    )
  })
})
