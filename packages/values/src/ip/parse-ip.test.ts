import { isIP } from 'node:net'
import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import ipaddr from 'ipaddr.js'
import { describe, expect, it } from 'vitest'
import { formatIp } from './format-ip.ts'
import { arbitraryIp, toBigint } from './ip.reference.ts'
import { type IpAddress, ipv4, ipv6, sameIp } from './ip-address.ts'
import { parseIp } from './parse-ip.ts'

/** Texts that node:net or ipaddr.js read differently, each with the reason. */
const deviations: readonly (readonly [text: string, net: number, ipaddrValid: boolean, reason: string])[] = [
  ['fe80::1%eth0', 6, true, 'a zone id means something on one machine only'],
  ['::1%0', 6, true, 'the same for a numeric zone'],
  ['010.0.0.1', 0, true, 'octal for ipaddr.js, refused by node:net'],
  ['0177.0.0.1', 0, true, 'octal for ipaddr.js'],
  ['127.1', 0, true, 'short form of inet_aton'],
  ['10.1.2', 0, true, 'short form of inet_aton'],
  ['2130706433', 0, true, 'number form of inet_aton'],
  ['0', 0, true, 'number form of inet_aton'],
  ['0x7f.0.0.1', 0, true, 'hexadecimal octet of inet_aton'],
  ['0x7f000001', 0, true, 'hexadecimal number of inet_aton'],
]

/** IPv4-compatible texts (RFC 4291 §2.5.5.1), which ipaddr.js reads as IPv4-mapped ones; it reads `::102:304` as IPv6. */
const ipv4Compatible = /^::\d+\.\d+\.\d+\.\d+$/

const addresses: readonly (readonly [text: string, value: IpAddress])[] = [
  ['0.0.0.0', ipv4(0)],
  ['255.255.255.255', ipv4(0xffffffff)],
  ['203.0.113.7', ipv4(0xcb007107)],
  ['::ffff:203.0.113.7', ipv4(0xcb007107)],
  ['::FFFF:cb00:7107', ipv4(0xcb007107)],
  ['0:0:0:0:0:ffff:203.0.113.7', ipv4(0xcb007107)],
  ['0000:0000:0000:0000:0000:ffff:cb00:7107', ipv4(0xcb007107)],
  ['::ffff:0:0', ipv4(0)],
  ['::', ipv6(0, 0, 0, 0)],
  ['::1', ipv6(0, 0, 0, 1)],
  ['1::', ipv6(0x10000, 0, 0, 0)],
  ['::203.0.113.7', ipv6(0, 0, 0, 0xcb007107)],
  ['::fffe:203.0.113.7', ipv6(0, 0, 0xfffe, 0xcb007107)],
  ['64:ff9b::203.0.113.7', ipv6(0x64ff9b, 0, 0, 0xcb007107)],
  ['1:2:3:4:5:6:7:8', ipv6(0x10002, 0x30004, 0x50006, 0x70008)],
  ['1:2:3:4:5:6:0.7.0.8', ipv6(0x10002, 0x30004, 0x50006, 0x70008)],
  ['1:2:3:4:5:6:7::', ipv6(0x10002, 0x30004, 0x50006, 0x70000)],
  ['::2:3:4:5:6:7:8', ipv6(2, 0x30004, 0x50006, 0x70008)],
  ['1:2:3::6:7:8', ipv6(0x10002, 0x30000, 6, 0x70008)],
  ['2001:DB8:0::1', ipv6(0x20010db8, 0, 0, 1)],
  ['2001:0db8:0000:0000:0000:0000:0000:0001', ipv6(0x20010db8, 0, 0, 1)],
  ['ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255', ipv6(0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff)],
]

const refused: readonly string[] = [
  ['', ' ', '.', '...', ':', ':::', '::::', '1', 'a', 'localhost', '1.2.3', '1.2.3.', '.1.2.3', '1..2.3', '1.2.3.4.'],
  ['1.2.3.4.5', '1.2.3.256', '1.2.3.999', '1.2.3.1000', '00.0.0.0', '1.2.3.04', '+1.2.3.4', '-1.2.3.4', '1.2.3.-4'],
  ['1.2.3.4 ', ' 1.2.3.4', '1.2.3.4\n', '1.2.3.4\0', '１.2.3.4', '1.2.3.4:80', '1.2.3.4/32', '1,2,3,4', '1.2.3.4a'],
  ['1:2:3:4:5:6:7', '1:2:3:4:5:6:7:8:9', '1:2:3:4::5:6:7:8', '::1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8::', '1::2::3'],
  [':1', '1:', ':1::', '::1:', ':::1', '1:::2', '12345::', '::g', '::G', '::/0', '[::1]', '[::1]:80', '::1 ', ' ::1'],
  ['::1.2.3', '::1.2.3.256', '::01.2.3.4', '::1.2.3.4:5', '1.2.3.4::', '1:2:3:4:5:6:7:1.2.3.4', '1:2:3:4:5:1.2.3.4'],
  ['1:2:3:4:5:6::1.2.3.4', '::ffff:1.2.3.4/120', '::a.1.2.3', '::ffff:1.2.3.0x4', '0:0:0:0:0:0:0:00001'],
  // The low seven bits of these characters are those of digits.
  [
    '\u0131\u0131\u0131\u0131::',
    '::\u01b1',
    '::1\u00b1',
    '1.2.3.\u0131',
    '1111\u01ba:1',
    '11112::',
    '1:2:3:4:5:6:7:88888',
  ],
  ['1.2.3.4'.repeat(10), ':'.repeat(45), '0'.repeat(1_000_000)],
].flat()

/** The result of ipaddr.js for a text, with IPv4-mapped addresses as IPv4. */
function byIpaddr(text: string): string | undefined {
  if (!ipaddr.isValid(text)) return undefined
  const address = ipaddr.process(text)
  return address.toByteArray().join(' ')
}

function bytesOf(ip: IpAddress): string {
  let value = toBigint(ip)
  const bytes: bigint[] = []
  for (let i = 0; i < (ip.family === 4 ? 4 : 16); i++, value >>= 8n) bytes.unshift(value & 255n)
  return bytes.join(' ')
}

describe('parseIp', () => {
  it.each(addresses)('parses `%s` as its value', (text, value) => {
    expect(parseIp(text)).toEqual(value)
  })

  it.each(refused.map((text) => [JSON.stringify(text.slice(0, 50)), text]))('rejects %s', (_, text) => {
    expect(parseIp(text)).toBeUndefined()
  })

  it.each(deviations)('rejects `%s`, unlike other libraries', (text, net, ipaddrValid) => {
    expect(parseIp(text)).toBeUndefined()
    expect([isIP(text), ipaddr.isValid(text)]).toEqual([net, ipaddrValid])
  })

  it('parses an IPv4-compatible text as an IPv6 address, unlike ipaddr.js', () => {
    expect(ipv4Compatible.test('::1.2.3.4')).toBe(true)
    expect(parseIp('::1.2.3.4')).toEqual(parseIp('::102:304'))
    expect([byIpaddr('::1.2.3.4'), byIpaddr('::102:304')]).toEqual(['1 2 3 4', '0 0 0 0 0 0 0 0 0 0 0 0 1 2 3 4'])
  })

  it('agrees with node:net on every other rejected text', () => {
    expect(refused.filter((text) => isIP(text) !== 0)).toEqual([])
  })

  it('parses what formatIp returns as the same value', () => {
    fc.assert(
      fc.property(arbitraryIp, (ip) => {
        expect(parseIp(formatIp(ip))).toEqual(ip)
      }),
    )
  })

  it('accepts what node:net accepts, with the bytes that ipaddr.js returns, on texts of address characters', () => {
    const piece = fc.oneof(
      { arbitrary: fc.constantFrom(':', ':', ':', '::', '.', '.'), weight: 6 },
      {
        arbitrary: fc.constantFrom('0', '1', '9', '10', '255', '256', '00', '01', 'ffff', 'FFFF', 'a', 'db8', 'g'),
        weight: 6,
      },
      { arbitrary: fc.nat({ max: 300 }).map(String), weight: 2 },
      {
        arbitrary: fc.constantFrom('::ffff:', '1.2.3.4', '2001:db8:', '0:0:0:', '/', ' ', 'x', '-', '\0', 'ü'),
        weight: 2,
      },
    )
    const text = fc.array(piece, { maxLength: 18 }).map((pieces) => pieces.join(''))
    fc.assert(
      fc.property(text, (candidate) => {
        const ip = parseIp(candidate)
        expect(ip !== undefined).toBe(isIP(candidate) !== 0)
        const bytes = ip === undefined || ipv4Compatible.test(candidate) ? byIpaddr(candidate) : bytesOf(ip)
        expect(bytes).toBe(byIpaddr(candidate))
      }),
      { numRuns: runs(2_000) },
    )
  })

  it('returns the same value for every notation of an IPv6 address', () => {
    const group = fc.oneof(fc.constantFrom(0, 0, 0, 1, 0xffff), fc.nat({ max: 0xffff }))
    const style = fc.record({ upper: fc.boolean(), pad: fc.boolean(), dotted: fc.boolean(), gap: fc.nat({ max: 7 }) })
    fc.assert(
      fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), style, (groups, { upper, pad, dotted, gap }) => {
        const texts = groups.map((value) => value.toString(16).padStart(pad ? 4 : 1, '0'))
        const bytes = groups.flatMap((value) => [value >>> 8, value & 255])
        if (dotted) texts.splice(6, 2, bytes.slice(12).join('.'))
        let end = gap
        while (end < texts.length && groups[end] === 0 && !texts[end]!.includes('.')) end++
        const short = end > gap ? `${texts.slice(0, gap).join(':')}::${texts.slice(end).join(':')}` : texts.join(':')
        const text = upper ? short.toUpperCase() : short
        const ip = parseIp(text)
        const mapped = groups.slice(0, 5).every((value) => value === 0) && groups[5] === 0xffff
        const expected = (mapped ? bytes.slice(12) : bytes).join(' ')
        expect([text, ip && bytesOf(ip)]).toEqual([text, expected])
      }),
      { numRuns: runs(1_000) },
    )
  })

  it('never throws for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const ip = parseIp(text)
        expect(ip === undefined ? 0 : ip.family === 4 || text.includes(':') ? 1 : 2).toBeLessThan(2)
      }),
    )
  })
})

describe('sameIp', () => {
  it('distinguishes addresses by value and family', () => {
    expect(sameIp(ipv4(1), ipv6(1, 0, 0, 0))).toBe(false)
    fc.assert(
      fc.property(arbitraryIp, arbitraryIp, (x, y) => {
        expect(sameIp(x, y)).toBe(x.family === y.family && toBigint(x) === toBigint(y))
        expect(sameIp(x, { ...x })).toBe(true)
      }),
    )
  })
})
