import { describe, expect, it } from 'vitest'
import { parseConfig } from '../parse-config.ts'
import { addressText, parseListenAddress } from './listen-address.ts'

const path = '/srv/site/tidegate.yaml'

function serve(text: string) {
  return parseConfig(`serve:\n${text.replaceAll(/^/gm, '  ')}`, path).serve
}

describe('the key `serve` of tidegate.yaml', () => {
  it('reads every option', () => {
    const text = [
      'listen: [127.0.0.1:7411, "unix:/run/tidegate.sock", 7420]',
      'admin: none',
      'adminToken: [ann=abcdefghijklmnop, "support:read=abcdefghijklmnopq", abcdefghijklmnopqr==]',
      'adminTokenFile: tokens',
      'to: http://127.0.0.1:8069/',
      'behind: nginx, envoy',
      'proxies: [loopback, 10.0.0.0/8]',
      'requestIds: true',
      'settle: udp:127.0.0.1:7413',
      'sites:',
      '  - { host: [Shop.Example, "*.shop.example"], policy: shop.policy }',
      '  - policy: /etc/site.policy',
      'onStoreError: deny',
      'storeTimeout: 100ms',
      'localShare: 1/4',
      'nearCache: 0s',
      'tls: { certificate: site.pem, key: keys/site.key }',
      'notReady: 5s',
      'drain: 2m',
      'replyWithin: 500ms',
      'page: false',
      'watch: false',
      'logLevel: warn',
      'logFormat: json',
    ]
    expect(serve(text.join('\n'))).toEqual({
      listen: [
        { kind: 'tcp', host: '127.0.0.1', port: 7411 },
        { kind: 'unix', path: '/run/tidegate.sock' },
        { kind: 'tcp', host: '127.0.0.1', port: 7420 },
      ],
      admin: 'none',
      adminToken: [
        { name: 'ann', token: 'abcdefghijklmnop', readOnly: false },
        { name: 'support', token: 'abcdefghijklmnopq', readOnly: true },
        { name: 'admin', token: 'abcdefghijklmnopqr==', readOnly: false },
      ],
      adminTokenFile: '/srv/site/tokens',
      to: { kind: 'url', url: 'http://127.0.0.1:8069' },
      behind: ['nginx', 'envoy'],
      proxies: ['loopback', '10.0.0.0/8'],
      requestIds: true,
      settle: { host: '127.0.0.1', port: 7413 },
      sites: [
        { hosts: ['shop.example', '*.shop.example'], policy: '/srv/site/shop.policy' },
        { policy: '/etc/site.policy' },
      ],
      onStoreError: 'deny',
      storeTimeoutMs: 100,
      localShare: 0.25,
      nearCacheMs: 0,
      tls: { certificate: '/srv/site/site.pem', key: '/srv/site/keys/site.key' },
      notReadyMs: 5_000,
      drainMs: 120_000,
      replyWithinMs: 500,
      page: false,
      watch: false,
      logLevel: 'warn',
      logFormat: 'json',
    })
  })

  it.each([
    ['lisen: 1', 'expected `listen`'],
    ['listen: nowhere', 'expected an address such as'],
    ['listen: "127.0.0.1:70000"', 'expected an address such as'],
    ['adminToken: short', 'expected tokens of at least 16 characters'],
    ['adminToken: a secret with spaces', 'expected tokens of at least 16 characters'],
    ['to: http://127.0.0.1:8069/base', 'expected the address of the site without a path'],
    ['to: ftp://127.0.0.1', 'expected the address of the site'],
    ['behind: apache', 'expected one of nginx, caddy, haproxy, traefik, envoy'],
    ['proxies: everywhere', 'expected'],
    ['requestIds: maybe', 'expected true or false'],
    ['settle: 127.0.0.1:7413', 'expected an address such as udp:127.0.0.1:7413'],
    ['sites: []', 'expected a list of sites'],
    ['sites: [{ host: a.example, polcy: x }]', 'not `polcy`'],
    ['sites: [{ host: "a.example:80", policy: x }]', 'expected a host name'],
    ['sites: [{ host: a.example, policy: x }, { host: A.example, policy: y }]', 'a.example has two policies'],
    ['onStoreError: fail', 'expected one of local, allow, deny'],
    ['storeTimeout: 0s', 'expected a time above 0'],
    ['localShare: 0', 'expected a part above 0 and at most 1'],
    ['localShare: 4/3', 'expected a part above 0 and at most 1'],
    ['localShare: 1/0', 'expected a part above 0 and at most 1'],
    ['nearCache: 2m', 'expected a time of at most 60s'],
    ['tls: site.pem', 'expected two files'],
    ['drain: 10', 'expected a time such as 10s'],
    ['drain: 2h', 'at most an hour'],
    ['logLevel: loud', 'expected one of debug'],
  ])('refuses `%s` with its line', (text, expected) => {
    let problem: unknown
    try {
      serve(`# comment\n${text}`)
    } catch (error) {
      problem = error
    }
    expect(problem).toMatchObject({
      name: 'ConfigError',
      message: expect.stringContaining('(line 3)'),
      help: expect.stringContaining(expected),
    })
  })

  it('never repeats a token in a message', () => {
    expect(() => serve('adminToken: swordfish')).toThrow(/^(?!.*swordfish).*\(not shown\)/)
  })

  it('refuses what is not an object', () => {
    expect(() => parseConfig('serve: nginx', path)).toThrow(/invalid `serve` in .* \(line 1\)/)
  })
})

describe('addresses to listen on', () => {
  it.each(['127.0.0.1:7411', '[::1]:7411', 'localhost:1', 'unix:/run/a.sock', 'systemd', 'systemd:checks'])(
    '%s is written as it is read',
    (text) => {
      expect(addressText(parseListenAddress(text)!)).toBe(text)
    },
  )

  it.each([
    '',
    ':',
    ':80',
    '127.0.0.1',
    '127.0.0.1:',
    'unix:',
    'unix:run/a.sock',
    'systemd:',
    'a b:80',
    '1.2.3.4:99999',
  ])('%j is none', (text) => {
    expect(parseListenAddress(text)).toBeUndefined()
  })
})
