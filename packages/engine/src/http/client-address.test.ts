import { formatIp, parseIp } from '@tidegate/values'
import fc from 'fast-check'
import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { clientAddress } from './client-address.ts'
import { clientSource } from './client-source.ts'
import { parseTrustProxy, type TrustProxyOption } from './trust-proxy.ts'

const require = createRequire(import.meta.url)
const proxyAddr = require('proxy-addr') as (request: unknown, trust: string[]) => string

const noPolicy = { addressSets: [] }

/** The address found, marked if it is that of a proxy which sent none; the doubt in parentheses if the client is unknown; `?` without any address. */
function client(trustProxy: TrustProxyOption, peer: string | undefined, lines?: string | readonly string[]): string {
  const source = clientSource(noPolicy, parseTrustProxy(trustProxy))
  const found = clientAddress(peer === undefined ? undefined : parseIp(peer), peer === undefined, lines, source)
  if (typeof lines === 'string') {
    expect(clientAddress(peer === undefined ? undefined : parseIp(peer), peer === undefined, [lines], source)).toEqual(
      found,
    )
  }
  if (found.kind === 'unknown') return '?'
  if (found.kind === 'unsure') return `(${found.doubt})`
  return found.isMissing === true ? `${formatIp(found.ip)} (missing)` : formatIp(found.ip)
}

const balancers = '10.0.0.0/8'
const peer = '10.0.0.1'

describe('X-Forwarded-For', () => {
  it('is ignored when the peer is not trusted', () => {
    expect(client(balancers, '203.0.113.5', '1.2.3.4')).toBe('203.0.113.5')
    expect(client(false, '203.0.113.5', '1.2.3.4')).toBe('203.0.113.5')
  })

  it('gives the rightmost address that is not trusted, because everything to its left can be forged', () => {
    expect(client(balancers, peer, '198.51.100.7')).toBe('198.51.100.7')
    expect(client(balancers, peer, '1.1.1.1, 198.51.100.7, 10.0.0.2')).toBe('198.51.100.7')
    expect(client(balancers, peer, 'garbage, 198.51.100.7')).toBe('198.51.100.7')
    expect(client(balancers, peer, ['1.1.1.1', '198.51.100.7,10.0.0.2'])).toBe('198.51.100.7')
    expect(client(balancers, peer, ['198.51.100.7', '10.0.0.3', '10.0.0.2'])).toBe('198.51.100.7')
  })

  it('gives the leftmost address if all are trusted', () => {
    expect(client(balancers, peer, '10.0.0.3, 10.0.0.2')).toBe('10.0.0.3')
  })

  it('gives the peer if the proxy sent no address, as in a health check', () => {
    expect(client(balancers, peer)).toBe('10.0.0.1 (missing)')
    expect(client(balancers, peer, '')).toBe('10.0.0.1 (missing)')
    expect(client(balancers, peer, ['', ' \t'])).toBe('10.0.0.1 (missing)')
  })

  it.each([
    ['198.51.100.7:4711', '198.51.100.7'],
    ['[2001:db8::1]:443', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['"[2001:db8::1]"', '2001:db8::1'],
    ['"[2001:db8::1]:443"', '2001:db8::1'],
    ['2001:DB8:0::1', '2001:db8::1'],
    ['::ffff:198.51.100.7', '198.51.100.7'],
    ['[::ffff:198.51.100.7]:80', '198.51.100.7'],
    ['\t198.51.100.7 ', '198.51.100.7'],
    // RFC 9110 §5.6.1.2: empty elements of a list are ignored.
    ['198.51.100.7,', '198.51.100.7'],
    ['198.51.100.7, ', '198.51.100.7'],
    ['198.51.100.7,,', '198.51.100.7'],
    [', ,198.51.100.7', '198.51.100.7'],
    ['198.51.100.7, , 10.0.0.2', '198.51.100.7'],
    [`198.51.100.7${','.repeat(100)}`, '198.51.100.7'],
    [', ,', '10.0.0.1 (missing)'],
  ])('reads %s as %s', (line, expected) => {
    expect(client(balancers, peer, line)).toBe(expected)
  })

  it.each([
    'garbage',
    'unknown',
    '_hidden',
    '_SEVKISEK',
    'fe80::1%eth0',
    '[fe80::1%eth0]',
    '010.0.0.1',
    '127.1',
    '2130706433',
    '0x7f000001',
    '198.51.100.7:http',
    '198.51.100.7:123456',
    '[198.51.100.7]',
    '[2001:db8::1]443',
    '[2001:db8::1',
    '"198.51.100.7',
    '198.51.100.7/32',
    'localhost',
    '198.51.100.256',
    ' '.repeat(100) + '1'.repeat(1_000),
  ])('leaves the client unknown at %j', (line) => {
    expect(client(balancers, peer, line)).toBe('(malformed-hop)')
    expect(client(balancers, peer, `${line}, 10.0.0.2`)).toBe('(malformed-hop)')
  })

  it('examines at most 32 hops', () => {
    const trusted = (count: number) => Array.from({ length: count }, (_, i) => `10.0.1.${i}`)
    expect(client(balancers, peer, ['198.51.100.7', ...trusted(31)].join(','))).toBe('198.51.100.7')
    expect(client(balancers, peer, ['198.51.100.7', ...trusted(32)].join(','))).toBe('(too-many-hops)')
    expect(client(balancers, peer, trusted(32).join(','))).toBe('10.0.1.0')
    expect(client(balancers, peer, trusted(250).concat(trusted(250)).join(','))).toMatch(/too-many-hops/)
  })

  it('counts hops from the named peers, if configured', () => {
    const one = { hops: 1, from: balancers }
    const two = { hops: 2, from: balancers }
    expect(client(one, peer, '1.1.1.1, 198.51.100.7')).toBe('198.51.100.7')
    expect(client(two, peer, '1.1.1.1, 198.51.100.7, 192.0.2.1')).toBe('198.51.100.7')
    expect(client(two, peer, '198.51.100.7')).toBe('198.51.100.7')
    expect(client(one, '203.0.113.5', '198.51.100.7')).toBe('203.0.113.5')
    expect(client(one, peer, '10.0.0.9, 10.0.0.8')).toBe('10.0.0.8')
  })
})

describe('a Unix socket', () => {
  it('is trusted only if it is named', () => {
    expect(client('unix', undefined, '198.51.100.7')).toBe('198.51.100.7')
    expect(client(['unix', balancers], undefined, '198.51.100.7, 10.0.0.1')).toBe('198.51.100.7')
    expect(client(balancers, undefined, '198.51.100.7')).toBe('?')
    expect(client(false, undefined, '198.51.100.7')).toBe('?')
  })

  it('leaves no address if the header is missing, and an unknown client if it is malformed', () => {
    expect(client('unix', undefined)).toBe('?')
    expect(client('unix', undefined, '')).toBe('?')
    expect(client('unix', undefined, 'unknown')).toBe('(malformed-hop)')
    expect(client({ from: 'unix', header: 'x-real-ip' }, undefined, ['192.0.2.1', '192.0.2.1'])).toBe(
      '(several-values)',
    )
  })

  it('is not assumed for a peer whose address cannot be read', () => {
    const source = clientSource(noPolicy, parseTrustProxy('unix'))
    expect(clientAddress(undefined, false, ['198.51.100.7'], source).kind).toBe('unknown')
  })
})

describe('Forwarded (RFC 7239)', () => {
  const from = { from: balancers, header: 'Forwarded' }

  it.each([
    ['for="[2001:db8:cafe::17]:4711";proto=https', '2001:db8:cafe::17'],
    ['For=198.51.100.7', '198.51.100.7'],
    ['for="198.51.100.7:80";by=203.0.113.43', '198.51.100.7'],
    ['by=203.0.113.43;FOR=198.51.100.7', '198.51.100.7'],
    ['for=1.1.1.1, for=198.51.100.7, for=10.0.0.2', '198.51.100.7'],
    ['for=1.1.1.1,for=198.51.100.7', '198.51.100.7'],
    ['for="1.1.1.1, for=6.6.6.6", for=198.51.100.7', '198.51.100.7'],
    ['for=198.51.100.7;host="a, for=6.6.6.6;\\"b"', '198.51.100.7'],
    ['for=198.51.100.7;host="a\\\\"', '198.51.100.7'],
    ['for=198.51.100.7;host=";for=6.6.6.6"', '198.51.100.7'],
    ['for=198.51.100.7;', '198.51.100.7'],
    [';for=198.51.100.7', '198.51.100.7'],
    ['for="\\1\\9\\8.51.100.7"', '198.51.100.7'],
    ['for=198.51.100.7:_port', '198.51.100.7'],
    ['for="[2001:db8::1]:_port"', '2001:db8::1'],
    ['for=198.51.100.7,', '198.51.100.7'],
    ['for=198.51.100.7, , for=10.0.0.2', '198.51.100.7'],
  ])('reads %s as %s', (line, expected) => {
    expect(client(from, peer, line)).toBe(expected)
  })

  it('reads several lines from the last one', () => {
    expect(client(from, peer, ['for=1.1.1.1', 'for=198.51.100.7, for=10.0.0.2'])).toBe('198.51.100.7')
  })

  it('is not affected by a quote that a client opens', () => {
    expect(client(from, peer, 'for=", for=198.51.100.7')).toBe('198.51.100.7')
    expect(client(from, peer, 'for="\\, for="198.51.100.7"')).toBe('198.51.100.7')
  })

  it.each([
    'for=unknown',
    'for=_hidden',
    'for="_SEVKISEK"',
    'proto=https',
    'for=198.51.100.7;for=6.6.6.6',
    'for=198.51.100.7"',
    'for="198.51.100.7',
    'for = 198.51.100.7',
    'for=198.51.100.7 proto=https',
    'for=',
    'for=""',
    '198.51.100.7',
    '=198.51.100.7',
    'for="\\"198.51.100.7\\""',
  ])('leaves the client unknown at %s', (line) => {
    expect(client(from, peer, line)).toBe('(malformed-hop)')
  })
})

describe('a header with one address', () => {
  const from = { from: balancers, header: 'X-Real-IP' }

  it('is accepted from a trusted peer', () => {
    expect(client(from, peer, '198.51.100.7')).toBe('198.51.100.7')
    expect(client(from, peer, '10.0.0.9')).toBe('10.0.0.9')
    expect(client(from, peer, '198.51.100.7:46532')).toBe('198.51.100.7')
    expect(client(from, peer, '[2001:db8::1]:443')).toBe('2001:db8::1')
    expect(client(from, peer, '2001:db8::1:443')).toBe('2001:db8::1:443')
    expect(client(from, '203.0.113.5', '198.51.100.7')).toBe('203.0.113.5')
  })

  it('is not accepted if it occurs twice or has another content', () => {
    expect(client(from, peer, ['', ' '])).toBe('10.0.0.1 (missing)')
    expect(client(from, peer, ['198.51.100.7', '198.51.100.7'])).toBe('(several-values)')
    expect(client(from, peer, '198.51.100.7, 6.6.6.6')).toBe('(malformed-hop)')
    expect(client(from, peer, 'unknown')).toBe('(malformed-hop)')
  })
})

describe('a header with one address and a port', () => {
  const from = { from: balancers, header: 'CloudFront-Viewer-Address' }

  it.each([
    ['198.51.100.10:46532', '198.51.100.10'],
    ['2001:db8:7::1:46532', '2001:db8:7::1'],
    ['2001:db8:7::1:9985', '2001:db8:7::1'],
    ['2001:db8:7:0:0:0:0:1:80', '2001:db8:7::1'],
    ['2001:DB8::7:1:5', '2001:db8::7:1'],
    ['::1:1', '::1'],
    ['[2001:db8::1]:443', '2001:db8::1'],
    ['198.51.100.10', '198.51.100.10'],
    [' 2001:db8:7::1:9985\t', '2001:db8:7::1'],
  ])('is read from the last colon: %j is %s', (line, expected) => {
    expect(client(from, peer, line)).toBe(expected)
  })

  it.each(['2001:db8:7::1:beef', '2001:db8::', '2001:db8:7::1:123456', '198.51.100.10:', ':80', '::', 'fe80::1%a:80'])(
    'leaves the client unknown at %j',
    (line) => {
      expect(client(from, peer, line)).toBe('(malformed-hop)')
    },
  )

  it('gives a client one address whatever its port', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), fc.integer({ min: 0, max: 65_535 }), (address, port) => {
        const ip = parseIp(address)
        fc.pre(ip !== undefined)
        expect(client(from, peer, `${formatIp(ip)}:${port}`)).toBe(formatIp(ip))
      }),
    )
  })
})

describe('any chain', () => {
  const address = fc.oneof(
    fc.constantFrom('10.0.0.1', '10.2.3.4', '127.0.0.1', '::1', 'fc00::7'),
    fc.ipV4(),
    fc.ipV6().filter((text) => parseIp(text) !== undefined),
  )
  const trust: readonly string[] = ['loopback', '10.0.0.0/8', 'fc00::/7']

  // Intended differences from proxy-addr 2.0.8: more than 32 hops, hops that are not addresses (proxy-addr returns their text),
  // ports and brackets (it does not remove them), and the notation of an IPv4-mapped address.
  it('is read like proxy-addr does', () => {
    fc.assert(
      fc.property(address, fc.array(address, { maxLength: 12 }), (socket, chain) => {
        const line = chain.join(', ')
        const request = { connection: { remoteAddress: socket }, headers: { 'x-forwarded-for': line } }
        const theirs = proxyAddr(request, [...trust])
        const ours = client(trust, socket, line)
        expect(ours.split(' ')[0]).toBe(formatIp(parseIp(theirs)!))
      }),
    )
  })

  it('never depends on anything left of the client', () => {
    const forged = fc.string({
      unit: fc.constantFrom('"', ',', '\\', ';', 'f', 'for=', '1.1.1.1', '10.0.0.5', ' '),
      maxLength: 12,
    })
    fc.assert(
      fc.property(forged, (prefix) => {
        expect(client(balancers, peer, `${prefix},198.51.100.7, 10.0.0.2`)).toBe('198.51.100.7')
        const forwarded = { from: balancers, header: 'forwarded' }
        expect(client(forwarded, peer, `${prefix},for=198.51.100.7, for="10.0.0.2"`)).toBe('198.51.100.7')
        expect(client(forwarded, peer, [prefix, 'for=198.51.100.7'])).toBe('198.51.100.7')
      }),
    )
  })

  it('is read without an exception, for any bytes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'binary' }), { maxLength: 3 }),
        fc.constantFrom('forwarded', 'x-a'),
        (lines, header) => {
          expect(client({ from: balancers, header }, peer, lines)).not.toBe('')
          expect(client(balancers, peer, lines)).not.toBe('?')
        },
      ),
    )
  })
})
