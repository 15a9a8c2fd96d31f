import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { IpListReader } from './ip-list-reader.ts'
import { ipSetPrefixes } from './ip-set-prefixes.ts'
import type { ParsedIpList } from './ip-list.ts'
import { parseIpList } from './parse-ip-list.ts'
import { formatPrefix } from './prefix.ts'

const prefixesOf = ({ set }: ParsedIpList): readonly string[] => Array.from(ipSetPrefixes(set), formatPrefix)
const read = (...lines: readonly string[]): readonly string[] => {
  const list = parseIpList(lines.join('\n'))
  expect(list.errors).toEqual([])
  expect(list.entries).toBe(
    new Set(lines.flatMap((line) => line.match(/^(?:add \S+ )?[\da-f]+[.:][\da-f.:]+/g) ?? [])).size,
  )
  return prefixesOf(list)
}
const errors = (text: string): readonly string[] =>
  parseIpList(text).errors.map(({ line, column, text: entry }) => `${line}:${column} ${entry}`)

describe('comments', () => {
  it('begin with `#`, `;` or `//`', () => {
    expect(
      read('; Spamhaus DROP List 2026/11/30, expires later', '192.0.2.0/26 ; SBL1', '198.51.100.0/24// x'),
    ).toEqual(['192.0.2.0/26', '198.51.100.0/24'])
    expect(read('192.0.2.1#, 1.2.3', '//', ';', '#')).toEqual(['192.0.2.1/32'])
  })
})

describe('columns', () => {
  it('after the first are not read if a tab separates them', () => {
    const list = parseIpList('# IP\tnumber of lists\n192.0.2.1\t10\n192.0.2.2\tParis, FR\t12:30:00\n')
    expect([prefixesOf(list), list.errors, list.column]).toEqual([['192.0.2.1/32', '192.0.2.2/32'], [], undefined])
  })

  it('are reported once if only blanks separate them', () => {
    const list = parseIpList('192.0.2.1 seen on monday\n192.0.2.2 again')
    expect(prefixesOf(list)).toEqual(['192.0.2.1/32', '192.0.2.2/32'])
    expect(list.column).toMatchObject({ line: 1, column: 11, text: 'seen on monday' })
  })

  it.each([
    '192.0.2.1 198.51.100.1',
    '192.0.2.0 255.255.255.0',
    '192.0.2.0\t192.0.2.200\t24',
    '192.0.2.0 /24',
    '192.0.2.1 - office',
    '192.0.2.1 \u2013 192.0.2.9',
    '192.0.2.1 to 192.0.2.9',
    '192.0.2.1 evil, 198.51.100.1',
    '192.0.2.1\t2001:db8::1',
    '192.0.2.1 [198.51.100.1]',
    'office 192.0.2.1',
    'add bad 192.0.2.1 nomatch',
    'add bad',
  ])('make `%s` an error, because it is not clear what they mean', (line) => {
    expect(errors(`203.0.113.9\n${line}`)[0]).toMatch(/^2:1 /)
  })

  it('with both ends and the prefix length of a network are this network', () => {
    expect(read('192.0.2.0\t192.0.2.255\t24\t3412\tEXAMPLE-NET\tXX\tabuse@example.com')).toEqual(['192.0.2.0/24'])
  })

  it('titled `Start` and `End` are the ends of a range', () => {
    expect(
      read('# DShield', 'Start\tEnd\tNetmask\tAttacks\tName', '192.0.2.0\t192.0.2.127\t25\t3412\tEXAMPLE-NET'),
    ).toEqual(['192.0.2.0/25'])
    expect(errors('Start End\n192.0.2.9 192.0.2.1')).toEqual(['2:1 192.0.2.9 192.0.2.1'])
  })

  it('have a header only if its first title is one for addresses', () => {
    expect(read('ip_address', '192.0.2.1')).toEqual(['192.0.2.1/32'])
    expect(errors('office hours\n192.0.2.1')).toEqual(['1:1 office hours'])
    expect(errors('192.0.2.1\nip')).toEqual(['2:1 ip'])
  })

  it('of `ipset save` are read', () => {
    expect(
      read(
        'create bad hash:net family inet hashsize 1024',
        'add bad 192.0.2.0/24',
        'add bad 192.0.2.9-192.0.2.10 timeout 5',
      ),
    ).toEqual(['192.0.2.0/24'])
  })
})

describe('pieces', () => {
  const line = fc.oneof(
    fc.constantFrom(
      '192.0.2.1',
      '192.0.2.0/24 ; x',
      '2001:db8::/32 # ü',
      '10.0.0.7/8',
      'x',
      '1.1.1.1\t7',
      '1.1.1.1 7',
      '1.1.1.1, 2.2.2.2,,x',
      '',
    ),
    fc.string({ unit: fc.constantFrom('1', '.', '/', ',', ' ', '#', ';', '\t', '-', ':'), maxLength: 12 }),
  )
  const ending = fc.constantFrom('\n', '\r\n', '\r', '\n\n')

  it('may end anywhere', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(line, ending), { maxLength: 6 }), (lines) => {
        const text = lines.flat().join('')
        const whole = parseIpList(text)
        for (let cut = 0; cut <= text.length; cut++) {
          const reader = new IpListReader({})
          reader.push(text.slice(0, cut))
          reader.push(text.slice(cut))
          expect(reader.finish()).toEqual(whole)
        }
        const reader = new IpListReader({})
        for (const unit of text.split('')) reader.push(unit)
        expect(reader.finish()).toEqual(whole)
        expect(parseIpList(new TextEncoder().encode(text))).toEqual(whole)
      }),
      { numRuns: runs(100) },
    )
  })

  it('of one endless line are read as they come', () => {
    const entries = Array.from({ length: 20_000 }, (_, index) => `10.${index >> 8}.${index & 255}.1`)
    const bytes = new TextEncoder().encode(`${entries.join(', ')}, 10.0.0.256 # ${'x, '.repeat(100_000)}\n1.1.1.1`)
    const list = parseIpList(bytes)
    expect([list.entries, list.errorCount]).toEqual([20_002, 1])
    expect(list.errors[0]).toMatchObject({ line: 1, column: entries.join(', ').length + 3, text: '10.0.0.256' })
  })

  it('of one endless entry are an error', () => {
    for (const unit of ['1.', '1 ', 'x'])
      expect(parseIpList(new TextEncoder().encode(unit.repeat(100_000)))).toMatchObject({ errorCount: 1, entries: 0 })
    expect(
      parseIpList(new TextEncoder().encode(`${' '.repeat(200_000)}1.1.1.1\n${' '.repeat(200_000)}`)),
    ).toMatchObject({ errorCount: 0, entries: 1 })
  })
})

it('calls back for each valid entry, with its position', () => {
  const places: unknown[] = []
  parseIpList('192.0.2.1, x,  10.0.0.0 - 10.0.0.3\n2001:db8::/32 # y', {
    onEntry: ({ kind }, ...place) => places.push([kind, ...place]),
  })
  expect(places).toEqual([
    ['address', 1, 1, 9],
    ['range', 1, 16, 19],
    ['prefix', 2, 1, 13],
  ])
})
