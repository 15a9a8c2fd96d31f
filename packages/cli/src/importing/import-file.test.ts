import { checkPolicy, noFiles } from '@tidegate/dsl'
import { createGate, planPolicy, type Gate } from '@tidegate/engine'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ConfigKind, importFile } from './import-file.ts'

function gateOf(kind: ConfigKind, text: string): Gate {
  const { model, diagnostics } = checkPolicy({ file: 'a.policy', text: importFile(kind, text, 'x').text }, noFiles)
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  const nowMs = Date.UTC(2026, 10, 18, 10)
  return createGate(planPolicy(model!), { clock: { wallMs: () => nowMs, monotonicMs: () => nowMs } })
}

function outcome(gate: Gate, ip: string, path = '/', agent?: string, host = 'a.example'): string {
  const headers = ['Host', host, ...(agent === undefined ? [] : ['User-Agent', agent])]
  const { outcome: decided, status } = gate.decide({ method: 'GET', target: path, headers, peer: ip })
  return decided === 'pass' ? 'pass' : `${decided} ${status}`
}

describe('an imported nginx configuration', () => {
  it('keeps the order of allow and deny', () => {
    const gate = gateOf('nginx', 'deny 192.0.2.1; allow 192.0.2.0/24; deny all;')
    expect(['192.0.2.1', '192.0.2.2', '198.51.100.1'].map((ip) => outcome(gate, ip))).toEqual([
      'block 403',
      'pass',
      'block 403',
    ])
  })

  it('lets an inner list replace the outer one', () => {
    const gate = gateOf(
      'nginx',
      'server { deny 192.0.2.1; location /open { allow all; } location /in { allow 203.0.113.1; deny all; } }',
    )
    expect(outcome(gate, '192.0.2.1', '/')).toBe('block 403')
    expect(outcome(gate, '192.0.2.1', '/open/x')).toBe('pass')
    expect(outcome(gate, '192.0.2.1', '/in')).toBe('block 403')
    expect(outcome(gate, '203.0.113.1', '/in')).toBe('pass')
  })

  it('counts as limit_req with nodelay does: at once the burst and one more', () => {
    const gate = gateOf(
      'nginx',
      'limit_req_zone $binary_remote_addr zone=a:1m rate=1r/s; server { limit_req zone=a burst=3 nodelay; limit_req_status 429; }',
    )
    const outcomes = Array.from({ length: 5 }, () => outcome(gate, '192.0.2.1'))
    expect(outcomes).toEqual(['pass', 'pass', 'pass', 'pass', 'limit 429'])
    expect(outcome(gate, '192.0.2.2')).toBe('pass')
  })

  it('answers 503 where limit_req_status does not say otherwise', () => {
    const gate = gateOf(
      'nginx',
      'limit_req_zone $server_name zone=a:1m rate=1r/m; server { server_name a.example; limit_req zone=a; }',
    )
    expect([outcome(gate, '192.0.2.1'), outcome(gate, '192.0.2.2')]).toEqual(['pass', 'limit 503'])
    expect(outcome(gate, '192.0.2.2', '/', undefined, 'b.example')).toBe('pass')
  })

  it('counts nobody whose key is empty', () => {
    const gate = gateOf(
      'nginx',
      `geo $limited { default 1; 10.0.0.0/8 0; 10.1.0.0/16 1; }
       map $limited $key { 0 ""; 1 $binary_remote_addr; }
       limit_req_zone $key zone=a:1m rate=1r/m; limit_req zone=a;`,
    )
    const twice = (ip: string): readonly string[] => [outcome(gate, ip), outcome(gate, ip)]
    expect(twice('10.0.0.1')).toEqual(['pass', 'pass'])
    expect(twice('10.1.0.1')).toEqual(['pass', 'limit 503'])
    expect(twice('192.0.2.1')).toEqual(['pass', 'limit 503'])
  })

  it('refuses the agents that a map and an if refuse', () => {
    const gate = gateOf(
      'nginx',
      'map $http_user_agent $bad { default 0; ~*(scrapy|mj12bot) 1; "" 1; } server { if ($bad) { return 403; } }',
    )
    const of = (agent?: string): string => outcome(gate, '192.0.2.1', '/', agent)
    expect([of('Scrapy/2'), of('x MJ12Bot y'), of(), of('Mozilla/5.0')]).toEqual([
      'block 403',
      'block 403',
      'block 403',
      'pass',
    ])
  })

  it('says at its place what it does not carry over', () => {
    const { text, notes } = importFile(
      'nginx',
      'server {\n  location ~ ^/a(?=b) {\n    deny all;\n  }\n  limit_conn a 1;\n}',
      'nginx.conf',
    )
    expect(notes.map(({ line }) => line)).toEqual([2, 5])
    expect(text).toContain('# nginx.conf:5: limit_conn a 1')
  })
})

describe('an imported Apache configuration', () => {
  it.each<[string, string, readonly string[]]>([
    ['Require ip 192.0.2.0/24', 'only these', ['pass', 'block 403']],
    ['Require all granted', 'everybody', ['pass', 'pass']],
    ['Require all denied', 'nobody', ['block 403', 'block 403']],
    [
      '<RequireAll>\nRequire all granted\nRequire not ip 192.0.2\n</RequireAll>',
      'all but these',
      ['block 403', 'pass'],
    ],
    ['<RequireNone>\nRequire ip 192.0.2\n</RequireNone>', 'all but these', ['block 403', 'pass']],
    ['Order deny,allow\nDeny from all\nAllow from 192.0.2', 'only these', ['pass', 'block 403']],
    ['Order allow,deny\nAllow from all\nDeny from 192.0.2.0/255.255.255.0', 'all but these', ['block 403', 'pass']],
    [
      'Order allow,deny\nAllow from 192.0.2.0/24\nDeny from 192.0.2.1',
      'none that is denied',
      ['block 403', 'block 403'],
    ],
    ['Deny from 192.0.2.1', 'deny,allow by default', ['block 403', 'pass']],
  ])('reads %j: %s', (text, _, expected) => {
    const gate = gateOf('apache', text)
    expect(['192.0.2.1', '198.51.100.1'].map((ip) => outcome(gate, ip))).toEqual(expected)
  })

  it('keeps sections to their paths and hosts', () => {
    const gate = gateOf(
      'apache',
      '<VirtualHost *:80>\nServerName a.example\n<Location /admin>\nRequire all denied\n</Location>\n<FilesMatch "^\\.ht">\nRequire all denied\n</FilesMatch>\n</VirtualHost>',
    )
    expect(
      ['/', '/admin', '/admin/x', '/administrator', '/x/.htaccess'].map((path) => outcome(gate, '192.0.2.1', path)),
    ).toEqual(['pass', 'block 403', 'block 403', 'pass', 'block 403'])
    expect(outcome(gate, '192.0.2.1', '/admin', undefined, 'b.example')).toBe('pass')
  })

  it('refuses agents by BrowserMatch and by rewrite rules', () => {
    const gate = gateOf(
      'apache',
      'BrowserMatchNoCase "scrapy|ahrefs" bad\nOrder allow,deny\nAllow from all\nDeny from env=bad\n' +
        'RewriteCond %{HTTP_USER_AGENT} dotbot [NC,OR]\nRewriteCond %{HTTP_USER_AGENT} ^curl\nRewriteRule ^private/ - [F]',
    )
    const of = (agent: string, path = '/'): string => outcome(gate, '192.0.2.1', path, agent)
    expect([
      of('Scrapy'),
      of('DotBot'),
      of('DotBot', '/private/x'),
      of('curl/8', '/private/x'),
      of('a curl', '/private/x'),
    ]).toEqual(['block 403', 'pass', 'block 403', 'block 403', 'pass'])
  })
})

describe('an imported Anubis policy', () => {
  it('lets the first rule that matches decide', () => {
    const gate = gateOf(
      'anubis',
      `bots:
  - { name: office, remote_addresses: [203.0.113.0/24], action: ALLOW }
  - { name: robots, path_regex: ^/robots\\.txt$, action: ALLOW }
  - { name: scrapers, user_agent_regex: "(?i:scrapy|Bytespider)", action: DENY }
  - { name: late, user_agent_regex: Scrapy, action: ALLOW }
  - { name: cloudflare worker, headers_regex: { CF-Worker: .* }, action: DENY }
  - { name: browsers, user_agent_regex: Mozilla, action: WEIGH }`,
    )
    const of = (ip: string, path: string, agent = 'Scrapy'): string => outcome(gate, ip, path, agent)
    expect([
      of('192.0.2.1', '/'),
      of('192.0.2.1', '/robots.txt'),
      of('203.0.113.9', '/'),
      of('192.0.2.1', '/', 'Mozilla'),
    ]).toEqual(['block 403', 'pass', 'pass', 'pass'])
  })
})

describe('an imported list of addresses', () => {
  it('blocks what is in it, and says what is not', () => {
    const { text, notes } = importFile(
      'cidr-list',
      '192.0.2.0/24 ; SBL1\n198.51.100.1-198.51.100.9\nfoo # bar\n\n',
      'drop.txt',
    )
    expect(notes).toEqual([{ line: 3, message: '`foo` is no address and is left out' }])
    const gate = gateOf('cidr-list', '192.0.2.0/24 ; SBL1\n198.51.100.1-198.51.100.9\nfoo # bar\n\n')
    expect(['192.0.2.7', '198.51.100.5', '198.51.100.10'].map((ip) => outcome(gate, ip))).toEqual([
      'block 403',
      'block 403',
      'pass',
    ])
    expect(text).toContain('# drop.txt:3: `foo` is no address')
  })
})

const words: Readonly<Record<ConfigKind, readonly string[]>> = {
  nginx: [
    'server',
    'http',
    'location',
    '/a',
    '~',
    '^~',
    '=',
    '\\.php$',
    '{',
    '}',
    ';',
    '\n',
    'allow',
    'deny',
    'all',
    '192.0.2.0/24',
    'if',
    '($bad)',
    '($http_user_agent',
    '~*',
    'x)',
    'return',
    '403',
    'map',
    '$http_user_agent',
    '$bad',
    'geo',
    '$remote_addr',
    'default',
    '1',
    '"',
    "'",
    '\\',
    'limit_req_zone',
    'zone=a:1m',
    'rate=1r/s',
    'limit_req',
    'zone=a',
    'burst=5',
    'server_name',
    'a.b',
    '*.c',
    '#',
    '${x',
    'set_real_ip_from',
  ],
  apache: [
    '<Location',
    '/a',
    '>',
    '</Location>',
    '<Files',
    '"',
    '\n',
    'Require',
    'not',
    'ip',
    'all',
    'granted',
    '192.0.2',
    'env',
    'bad',
    'BrowserMatch',
    '(a|b',
    'Order',
    'allow,deny',
    'Deny',
    'from',
    'env=bad',
    '<RequireAll>',
    '</RequireAll>',
    '<Limit',
    'GET',
    'é',
    '\\',
    'RewriteRule',
    '[F]',
    'RewriteCond',
    '%{HTTP_USER_AGENT}',
    '^$',
    '<VirtualHost>',
    'ServerName',
    'x y',
    '<FilesMatch',
    '^\\.ht',
    '*',
    '{',
    '#',
  ],
  anubis: [
    'bots:',
    '\n',
    '\n  - ',
    'name: a',
    'action: DENY',
    'action: ALLOW',
    'user_agent_regex: a|b',
    'user_agent_regex: .*',
    ', ',
    '{',
    '}',
    '[',
    ']',
    '- ',
    'path_regex: ^/a',
    'remote_addresses: [192.0.2.1]',
    'headers_regex: { x: y }',
    'é',
    '"',
    ': ',
    'import: x',
    '&a',
    '*a',
    '    ',
    'name: block',
  ],
  'cidr-list': ['192.0.2.1', '/24', '/99', '-', ' - ', '\n', ',', '#', '::1', 'x', '"', '198.51.100.0/24', ';'],
}

describe('whatever a file holds', () => {
  it.each(Object.keys(words) as readonly ConfigKind[])('%s becomes policy text that passes check', (kind) => {
    const text = fc
      .array(fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...words[kind]) }, fc.string({ maxLength: 6 })), {
        maxLength: 40,
      })
      .map((parts) => parts.join(kind === 'anubis' || kind === 'cidr-list' ? '' : ' '))
    fc.assert(
      fc.property(text, (given) => {
        const { diagnostics } = checkPolicy({ file: 'a.policy', text: importFile(kind, given, 'x').text }, noFiles)
        expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
      }),
      { numRuns: 150 },
    )
  })
})
