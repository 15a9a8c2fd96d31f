import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readHost } from './read-host.ts'

function host(authority: string): string | undefined {
  const reading = readHost(authority)
  return reading.kind === 'host' ? reading.host : undefined
}

describe('readHost', () => {
  it.each([
    ['example.com', 'example.com'],
    ['EXAMPLE.com', 'example.com'],
    ['example.com:8080', 'example.com'],
    ['example.com:', 'example.com'],
    ['example.com.', 'example.com'],
    ['Example.COM.:443', 'example.com'],
    ['localhost', 'localhost'],
    ['my_service', 'my_service'],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
    ['203.0.113.7:80', '203.0.113.7'],
    ['1a.2b', '1a.2b'],
    ['7.example', '7.example'],
    ['[2001:DB8:0::1]', '[2001:db8::1]'],
    ['[2001:db8::1]:443', '[2001:db8::1]'],
    ['[::ffff:203.0.113.7]', '203.0.113.7'],
  ])('reads %s as %s', (authority, expected) => {
    expect(host(authority)).toBe(expected)
  })

  it.each([
    ['a, b', 'a character that is invalid in a host name'],
    ['a,b', 'a character that is invalid in a host name'],
    ['user@a', 'a character that is invalid in a host name'],
    ['a b', 'a character that is invalid in a host name'],
    ['a%2eb', 'a character that is invalid in a host name'],
    ['a/b', 'a character that is invalid in a host name'],
    ['a\\b', 'a character that is invalid in a host name'],
    ['b\u00fccher.example', 'a character that is invalid in a host name'],
    ['a..b', 'an empty label'],
    ['127.1', 'an IPv4 address in an unusual notation'],
    ['2130706433', 'an IPv4 address in an unusual notation'],
    ['0x7F.1:80', 'an IPv4 address in an unusual notation'],
    ['127.0.0.01', 'an IPv4 address in an unusual notation'],
    ['256.0.0.1.', 'an IPv4 address in an unusual notation'],
    ['a.0x', 'an IPv4 address in an unusual notation'],
    ['.a', 'an empty label'],
    ['.', 'an empty label'],
    ['a..', 'an empty label'],
    [':80', 'a port without a host'],
    ['a:80:80', 'a malformed port'],
    ['a:65536', 'a malformed port'],
    ['a:http', 'a malformed port'],
    ['a:-1', 'a malformed port'],
    ['2001:db8::1', 'a malformed port'],
    ['[2001:db8::1', 'a malformed IPv6 literal'],
    ['[203.0.113.7]', 'a malformed IPv6 literal'],
    ['[fe80::1%25eth0]', 'a malformed IPv6 literal'],
    ['[::1]x', 'a malformed IPv6 literal'],
    ['[]', 'a malformed IPv6 literal'],
    ['[v1.fe80::a]', 'a malformed IPv6 literal'],
  ])('rejects %j: %s', (authority, detail) => {
    expect(readHost(authority)).toEqual({ kind: 'malformed', detail })
  })

  it('treats an empty Host field as no host', () => {
    expect(readHost('')).toEqual({ kind: 'none' })
  })

  it('refuses a host that is too long', () => {
    expect(readHost('a.'.repeat(200))).toEqual({ kind: 'malformed', detail: 'a host that is too long' })
  })

  it('never throws, and is idempotent', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), fc.webAuthority({ withPort: true, withIPv6: true })),
        (text) => {
          const read = host(text)
          expect(read === undefined ? undefined : host(read)).toBe(read)
        },
      ),
    )
  })
})
