import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatIp } from './format-ip.ts'
import { arbitraryIp, toBigint } from './ip.reference.ts'
import { networkOf } from './network-of.ts'
import { formatPrefix, parsePrefix, prefixRange } from './prefix.ts'

function read(text: string): string {
  const parsed = parsePrefix(text)
  if (parsed.kind === 'invalid') return parsed.reason
  return `${formatPrefix(parsed.prefix)}${parsed.hostBitsSet ? ' host bits' : ''}`
}

describe('parsePrefix', () => {
  it.each([
    ['10.0.0.0/8', '10.0.0.0/8'],
    ['10.0.0.7/8', '10.0.0.0/8 host bits'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['1.2.3.4/0', '0.0.0.0/0 host bits'],
    ['1.2.3.4/32', '1.2.3.4/32'],
    ['::/0', '::/0'],
    ['2001:DB8::/32', '2001:db8::/32'],
    ['2001:db8::1/64', '2001:db8::/64 host bits'],
    ['::1/128', '::1/128'],
    ['::ffff:1.2.3.0/120', '1.2.3.0/24'],
    ['::ffff:1.2.3.4/120', '1.2.3.0/24 host bits'],
    ['::ffff:0:0/96', '0.0.0.0/0'],
    ['::ffff:1.2.3.0/24', 'prefix length `24` of an IPv4-mapped address is below 96: write the prefix as IPv4'],
    ['203.0.113.0/33', 'prefix length `33` is above 32'],
    ['2001:db8::/129', 'prefix length `129` is above 128'],
    ['::ffff:1.2.3.4/129', 'prefix length `129` is above 128'],
    ['10.0.0.0/9999', 'prefix length `9999` is above 128'],
    ['10.0.0.0/', 'the prefix length after `/` is missing'],
    ['10.0.0.0/08', 'leading zero in prefix length `08`'],
    ['10.0.0.0/+8', 'prefix length `+8` is not a number'],
    ['10.0.0.0/8/8', 'prefix length `8/8` is not a number'],
    ['10.0.0.0/255.0.0.0', 'netmask `255.0.0.0`: expected a prefix length, as in `/24`'],
    ['10.0.0/8', '3 octets in `10.0.0`, expected 4'],
    ['/8', 'an address is missing'],
    ['10.0.0.0', '`10.0.0.0` has no prefix length'],
  ])('reads `%s` as %s', (text, expected) => {
    expect(read(text)).toBe(expected)
  })

  it('returns the same network and range as bigints do, for every address and length', () => {
    fc.assert(
      fc.property(arbitraryIp, fc.nat({ max: 128 }), (ip, any) => {
        const bits = ip.family === 4 ? 32 : 128
        const length = any % (bits + 1)
        const parsed = parsePrefix(`${formatIp(ip)}/${length}`)
        if (parsed.kind === 'invalid') throw new Error(parsed.reason)
        const size = 1n << BigInt(bits - length)
        const first = (toBigint(ip) / size) * size
        const range = prefixRange(parsed.prefix)
        expect([toBigint(range.first), toBigint(range.last)]).toEqual([first, first + size - 1n])
        expect(parsed.hostBitsSet).toBe(first !== toBigint(ip))
        expect(networkOf(ip, length, length)).toEqual(parsed.prefix.address)
      }),
      { numRuns: runs(1000) },
    )
  })
})
