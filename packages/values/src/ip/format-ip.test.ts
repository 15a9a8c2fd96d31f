import { describe, expect, it } from 'vitest'
import { formatIp } from './format-ip.ts'
import { ipv6 } from './ip-address.ts'
import { parseIp } from './parse-ip.ts'

describe('formatIp', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    // RFC 5952 §4.1: no leading zeros.
    ['2001:0db8::0001', '2001:db8::1'],
    // §4.2.1: shortened as much as possible.
    ['2001:db8:0:0:0:0:2:1', '2001:db8::2:1'],
    // §4.2.2: one zero group is not shortened.
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    // §4.2.3: the longest run, and the first of equal ones.
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    // §4.3: lower case.
    ['2001:DB8::ABCD', '2001:db8::abcd'],
    ['::', '::'],
    ['1::', '1::'],
    ['::1', '::1'],
  ])('formats `%s` as `%s`', (text, canonical) => {
    expect(formatIp(parseIp(text)!)).toBe(canonical)
  })

  it('formats the end of a range among IPv4-mapped addresses with octets (RFC 5952 §5)', () => {
    expect(formatIp(ipv6(0, 0, 0xffff, 0xffffffff))).toBe('::ffff:255.255.255.255')
  })
})
