import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatIp } from './format-ip.ts'
import { arbitraryRanges } from './ip.reference.ts'
import { ipSetHas, sameIpSet } from './ip-set.ts'
import { IpSetBuilder } from './ip-set-builder.ts'
import { ipSetPrefixes } from './ip-set-prefixes.ts'
import { parseIp } from './parse-ip.ts'
import { parseIpEntry } from './parse-ip-entry.ts'
import { parseIpList } from './parse-ip-list.ts'
import { formatPrefix } from './prefix.ts'

function prefixesOf(source: string | Uint8Array): string[] {
  const list = parseIpList(source)
  expect(list.errors).toEqual([])
  return Array.from(ipSetPrefixes(list.set), formatPrefix)
}

describe('parseIpList', () => {
  it.each([
    ['', []],
    ['# none\n\n   \t \n', []],
    [' , ,, ', []],
    ['203.0.113.42, 198.51.100.10', ['198.51.100.10/32', '203.0.113.42/32']],
    [' 203.0.113.0/24 ,2001:db8::1', ['203.0.113.0/24', '2001:db8::1/128']],
    ['192.168.1.0/24 # lan\n10.0.0.1#x, 10.0.0.2', ['10.0.0.1/32', '192.168.1.0/24']],
    ['1.1.1.1\r\n2.2.2.2\r3.3.3.3\n4.4.4.4', ['1.1.1.1/32', '2.2.2.2/32', '3.3.3.3/32', '4.4.4.4/32']],
    ['\ufeff1.1.1.1', ['1.1.1.1/32']],
    ['10.0.0.0 - 10.0.0.3\n10.0.0.4-10.0.0.7', ['10.0.0.0/29']],
    ['::ffff:1.2.3.4\n::ffff:1.2.3.0/120', ['1.2.3.0/24']],
    ['::ffff:0:0/96', ['0.0.0.0/0']],
    ['2001:0DB8:0:0:0:0:0:1', ['2001:db8::1/128']],
  ])('reads %j', (text, prefixes) => {
    expect(prefixesOf(text)).toEqual(prefixes)
    expect(prefixesOf(new TextEncoder().encode(text))).toEqual(prefixes)
  })

  it('counts entries, and finds none in blanks and comments', () => {
    expect(parseIpList(' , # x\n\n').entries).toBe(0)
    expect(parseIpList('1.1.1.1, 1.1.1.1, bad').entries).toBe(3)
  })

  it('reports every invalid entry with its position and reason', () => {
    const list = parseIpList(
      '10.0.0.1\r\n10.0.0.256, 203.0.113.0/33\n# ü 999\n  not-an-ip # why\r1.2.3.4 5.6.7.8\n::1 - 1.1.1.1',
    )
    expect(list.errors).toEqual([
      { line: 2, column: 1, text: '10.0.0.256', reason: 'octet `256` is above 255' },
      { line: 2, column: 13, text: '203.0.113.0/33', reason: 'prefix length `33` is above 32' },
      { line: 4, column: 3, text: 'not-an-ip', reason: '`not` is not an address' },
      { line: 5, column: 1, text: '1.2.3.4 5.6.7.8', reason: 'white space in `1.2.3.4 5.6.7.8`: expected one address' },
      { line: 6, column: 1, text: '::1 - 1.1.1.1', reason: 'range `::1 - 1.1.1.1` begins in IPv6 and ends in IPv4' },
    ])
    expect([list.errorCount, list.entries]).toEqual([5, 6])
  })

  it('accepts a prefix with host bits set and warns', () => {
    const list = parseIpList('10.0.0.0/8\n203.0.113.7/24\n::ffff:10.0.0.1/120, 2001:db8::1/32')
    expect(list.errors).toEqual([])
    expect(list.warnings.map(({ line, column, text, reason }) => [line, column, text, reason])).toEqual([
      [2, 1, '203.0.113.7/24', 'host bits are set: the network is `203.0.113.0/24`'],
      [3, 1, '::ffff:10.0.0.1/120', 'host bits are set: the network is `10.0.0.0/24`'],
      [3, 22, '2001:db8::1/32', 'host bits are set: the network is `2001:db8::/32`'],
    ])
    expect(ipSetHas(list.set, parseIp('203.0.113.200')!)).toBe(true)
  })

  it('keeps the first findings and only counts the others', () => {
    const list = parseIpList('x\n1.1.1.1/8\n'.repeat(250))
    expect([list.errors.length, list.errorCount]).toEqual([100, 250])
    expect([list.warnings.length, list.warningCount]).toEqual([100, 250])
    expect(parseIpList('x\n'.repeat(9), { maxFindings: 2 }).errors.map((error) => error.line)).toEqual([1, 2])
  })

  it('stops at the first entry above the maximum', () => {
    const list = parseIpList('1.1.1.1\n2.2.2.2\n3.3.3.3\n4.4.4.4', { maxEntries: 2 })
    expect(list.errors).toEqual([{ line: 3, column: 1, text: '3.3.3.3', reason: 'more than 2 entries' }])
    expect(parseIpList('1.1.1.1\n2.2.2.2', { maxEntries: 2 }).errorCount).toBe(0)
  })

  it('reports that a text is UTF-16 instead of every line', () => {
    const bytes = Uint8Array.of(0xff, 0xfe, 0x31, 0, 0x2e, 0)
    expect(parseIpList(bytes).errors).toEqual([
      { line: 1, column: 1, text: '', reason: 'the text is UTF-16, expected UTF-8' },
    ])
  })

  it('rejects invalid UTF-8 in an entry but not in a comment', () => {
    expect(parseIpList(Uint8Array.of(0x23, 0xff, 0xc3)).errorCount).toBe(0)
    expect(parseIpList(Uint8Array.of(0x31, 0xff)).errorCount).toBe(1)
  })

  it('shortens a long invalid entry, and stays fast on hostile ones', () => {
    const long = parseIpList('1.'.repeat(1_000_000))
    expect(long.errors[0]!.text.length).toBe(65)
    expect(long.errors[0]!.reason.length).toBeLessThan(100)
    const blanks = `1.1.1.1 -${' '.repeat(1_000_000)}x`
    expect(parseIpList(blanks).errorCount).toBe(1)
    expect(parseIpList('1.1.1.1\n'.repeat(200_000)).entries).toBe(200_000)
  })

  it('reads the same as the entries one by one', () => {
    const entry = fc.oneof(
      arbitraryRanges(1).map(([range]) =>
        range === undefined ? '' : `${formatIp(range.first)} - ${formatIp(range.last)}`,
      ),
      fc
        .tuple(arbitraryRanges(1), fc.nat({ max: 33 }))
        .map(([[range], length]) => (range === undefined ? '' : `${formatIp(range.first)}/${length}`)),
      fc.constantFrom(
        '',
        '1.2.3.4',
        '::1',
        '::ffff:1.2.3.4/120',
        'x',
        '1.2.3.4.5',
        '1.2.3.4/',
        '/8',
        '-',
        '1.1.1.1/8/8',
      ),
    )
    const separator = fc.constantFrom('\n', '\r\n', '\r', ',', ' , ', ' # c, 9.9.9.9\n', '#\r', '\t\n ')
    fc.assert(
      fc.property(fc.array(fc.tuple(entry, separator), { maxLength: 30 }), (pieces) => {
        const list = parseIpList(pieces.flat().join(''))
        const builder = new IpSetBuilder()
        const reasons: string[] = []
        let warned = 0
        const texts = pieces.map(([text]) => text).filter((text) => text !== '')
        for (const text of texts) {
          const read = parseIpEntry(text)
          if (read.kind === 'address') builder.addIp(read.address)
          else if (read.kind === 'range') builder.addRange(read.range)
          else if (read.kind === 'invalid') reasons.push(read.reason)
          else {
            builder.addPrefix(read.prefix)
            if (read.hostBitsSet) warned++
          }
        }
        expect(list.entries).toBe(texts.length)
        expect(list.errors.map((error) => error.reason)).toEqual(reasons)
        expect(list.warningCount).toBe(warned)
        expect(sameIpSet(list.set, builder.build())).toBe(true)
      }),
      { numRuns: runs(500) },
    )
  })
})
