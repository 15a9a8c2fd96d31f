import { describe, expect, it } from 'vitest'
import { formatIp } from './format-ip.ts'
import { parseIpEntry } from './parse-ip-entry.ts'
import { formatPrefix } from './prefix.ts'

function read(text: string): string {
  const entry = parseIpEntry(text)
  switch (entry.kind) {
    case 'address':
      return `address ${formatIp(entry.address)}`
    case 'prefix':
      return `prefix ${formatPrefix(entry.prefix)}`
    case 'range':
      return `range ${formatIp(entry.range.first)} to ${formatIp(entry.range.last)}`
    case 'invalid':
      return entry.reason
  }
}

describe('parseIpEntry', () => {
  it.each([
    ['192.0.2.1', 'address 192.0.2.1'],
    ['192.0.2.0/24', 'prefix 192.0.2.0/24'],
    ['192.0.2.1 - 192.0.2.9', 'range 192.0.2.1 to 192.0.2.9'],
    ['192.0.2.1-192.0.2.9', 'range 192.0.2.1 to 192.0.2.9'],
    ['192.0.2.1 \t-\t ::ffff:192.0.2.9', 'range 192.0.2.1 to 192.0.2.9'],
    ['2001:db8:: - 2001:db8::ff', 'range 2001:db8:: to 2001:db8::ff'],
    ['::1 - ::1', 'range ::1 to ::1'],
    ['192.0.2.9 - 192.0.2.1', 'range `192.0.2.9 - 192.0.2.1` ends before it begins'],
    ['192.0.2.9 - ::1', 'range `192.0.2.9 - ::1` begins in IPv4 and ends in IPv6'],
    ['192.0.2.1 - 9', '`9` is a number: expected four octets, as in `0.0.0.9`'],
    ['192.0.2.1 -', 'an address is missing'],
    ['- 192.0.2.1', 'an address is missing'],
    ['10.0.0.0/8 - 11.0.0.0', '`10.0.0.0/8` is a prefix: expected one address'],
    ['10.0.0.0/8 10.1.0.0/16', 'white space in `10.0.0.0/8 10.1.0.0/16`: expected one address'],
    ['203.0.113.0/33', 'prefix length `33` is above 32'],
    ['not-an-ip', '`not` is not an address'],
  ])('reads `%s` as %s', (text, expected) => {
    expect(read(text)).toBe(expected)
  })
})
