import { checkPolicy, noFiles } from '@tidegate/dsl'
import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gateOfImport, outcomeOf } from './testing/gate-of-import.ts'
import { TooMuchText } from './draft/finish-draft.ts'
import { importCidrList } from './cidr-list.ts'
import { type ConfigKind, importFile } from './import-file.ts'

describe('an imported Anubis policy', () => {
  it('lets the first rule that matches decide', () => {
    const gate = gateOfImport(
      'anubis',
      `bots:
  - { name: office, remote_addresses: [203.0.113.0/24], action: ALLOW }
  - { name: robots, path_regex: ^/robots\\.txt$, action: ALLOW }
  - { name: scrapers, user_agent_regex: "(?i:scrapy|Bytespider)", action: DENY }
  - { name: late, user_agent_regex: Scrapy, action: ALLOW }
  - { name: cloudflare worker, headers_regex: { CF-Worker: .* }, action: DENY }
  - { name: browsers, user_agent_regex: Mozilla, action: WEIGH }`,
    )
    const of = (ip: string, path: string, agent = 'Scrapy'): string => outcomeOf(gate, ip, path, agent)
    expect([
      of('192.0.2.1', '/'),
      of('192.0.2.1', '/robots.txt'),
      of('203.0.113.9', '/'),
      of('192.0.2.1', '/', 'Mozilla'),
    ]).toEqual(['block 403', 'pass', 'pass', 'pass'])
  })
})

describe('an imported address list', () => {
  it('blocks its addresses, and notes invalid ones', () => {
    const { text, notes } = importFile(
      'cidr-list',
      '192.0.2.0/24 ; SBL1\n198.51.100.1-198.51.100.9\nfoo # bar\n\n',
      'drop.txt',
    )
    expect(notes).toEqual([{ line: 3, message: 'skipped `foo`: not an address' }])
    const gate = gateOfImport('cidr-list', '192.0.2.0/24 ; SBL1\n198.51.100.1-198.51.100.9\nfoo # bar\n\n')
    expect(['192.0.2.7', '198.51.100.5', '198.51.100.10'].map((ip) => outcomeOf(gate, ip))).toEqual([
      'block 403',
      'block 403',
      'pass',
    ])
    expect(text).toContain('# drop.txt:3: skipped `foo`: not an address')
  })

  it('has columns only where it is clear what they mean', () => {
    const dshield = 'Start\tEnd\tNetmask\tAttacks\tName\n198.51.100.0\t198.51.100.255\t24\t3412\tEXAMPLE-NET\n'
    expect(outcomeOf(gateOfImport('cidr-list', dshield), '198.51.100.77')).toBe('block 403')
    const { text, notes } = importCidrList('192.0.2.1\t10\n192.0.2.2 192.0.2.9\n192.0.2.3 x', 'a.txt')
    expect(text).toContain('list blocked = 192.0.2.1, 192.0.2.3\n')
    expect(notes).toEqual([
      { line: 2, message: 'skipped `192.0.2.2 192.0.2.9`: white space in `192.0.2.2 192.0.2.9`: expected one address' },
      { line: 3, message: 'the text after an address is taken for a further column and is not read' },
    ])
  })

  it('is refused if it was not read to its end', () => {
    const long = importCidrList(new TextEncoder().encode(`192.0.2.1\n${'1.'.repeat(100_000)}\n192.0.2.2`), 'a.txt')
    expect(long.refusal).toMatchObject({
      line: 2,
      message: 'more than 65536 characters without a line break or a comma',
    })
    const { refusal, text } = importCidrList(`192.0.2.1\n${'foo\n'.repeat(20_000)}192.0.2.2`, 'a.txt')
    expect(refusal?.message).toBe('10000 lines and more are not addresses: the file is not a list')
    expect(text).not.toContain('block')
  })

  it('is read as `file` in a policy reads it, or refused with the place', () => {
    const json =
      '{ "prefixes": [{ "ip_prefix": "192.0.2.0/24", "service": "S3" },\n { "ip_prefix": "198.51.100.0/24", "service": "EC2" }] }'
    expect(importCidrList(json, 'a.json').text).toContain('list blocked = 192.0.2.0/24, 198.51.100.0/24\n')
    const where = { key: 'service', values: ['S3'] }
    expect(importCidrList(json, 'a.json', { where }).text).toContain('list blocked = 192.0.2.0/24\n')
    expect(importCidrList(json.replace('198.51.100.0', '198.51.100.256'), 'a.json')).toMatchObject({
      refusal: { line: 2, column: 17, message: 'octet `256` is above 255' },
    })
    const { refusal, notes } = importCidrList('{ "hooks": ["192.0.2.1"] }', 'meta.json')
    expect(refusal?.help).toContain('`hooks`')
    expect(notes.map(({ message }) => message)).toEqual([
      refusal?.message,
      'the file contains no access rules that can be imported',
    ])
  })
})

describe('an imported file', () => {
  it('gets a note if it is empty', () => {
    for (const kind of ['nginx', 'apache', 'anubis', 'cidr-list'] as const)
      expect(importFile(kind, '# nothing', 'x').notes.at(-1)?.message).toContain('contains no access rules')
  })

  it('is rejected if it exceeds the limits of a policy', () => {
    const many = Array.from({ length: 70_000 }, (_, index) => `10.${(index >> 8) & 255}.${index & 255}.0/24`)
    expect(() => importFile('cidr-list', many.join('\n'), 'x')).toThrow(TooMuchText)
  })

  it('may name more files than a policy has patterns for, and is rejected if their names have wildcards inside', () => {
    const named = (name: string): string =>
      Array.from({ length: 300 }, (_, index) => `<Files ${name}${index}.php>\nRequire all denied\n</Files>`).join('\n')
    expect(importFile('apache', named('f'), 'x').text).toContain('path contains "/f299.php/"')
    expect(() => importFile('apache', named('a*f'), 'x')).toThrow(TooMuchText)
  })

  it('gets a note about networks that contain a large part of all addresses', () => {
    const { notes } = importFile('cidr-list', '0.0.0.0/0\n10.0.0.0/8\n2001::/16\n2001:db8::/32\n192.0.2.0/24', 'x')
    expect(notes.map(({ line }) => line)).toEqual([1, 3])
  })
})

/** Words separated by blanks; `\n` is a line break and `\0` is NUL. */
function wordsIn(text: string): readonly string[] {
  return text
    .trim()
    .split(/\s+/)
    .map((word) => word.replaceAll('\\n', '\n').replaceAll('\\0', '\0'))
}

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
    'return',
    'internal',
    'set',
    '($host',
    '!=',
    '$host',
    '!~*',
    '$http_x',
    'limit_except',
    'listen',
    'default_server',
    '~^a\\.b',
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
    '</FilesMatch>',
    '</VirtualHost>',
    '<DirectoryMatch',
    '<If',
    '</If>',
    'expr',
    "%{HTTP_X} == 'y'",
    '!~ /x/i',
    '&&',
    'Redirect',
    'RedirectMatch',
    '403',
    '/x',
    '[L]',
    '!^x',
    '%{HTTP_HOST}',
    '[NC,OR]',
    'SetEnvIf',
    'Remote_Addr',
    '!bad',
    'DocumentRoot',
    '<Directory',
    '</Directory>',
    'Satisfy',
    'Any',
    '^\\.ht',
    '*',
    '{',
    '#',
  ],
  haproxy: wordsIn(`
    \n frontend backend listen defaults web b mode http from acl bad src path path_beg path_reg path_dir hdr(user-agent) hdr_sub(host)
    -i -m sub beg reg found -f x.lst -M -- 192.0.2.0/24 10.0.0.0/255.0.0.0 /a /a/ // .php \\. (a|b)+ ^/x$ bot[0-9]+ http-request
    tcp-request connection content deny reject allow tarpit return redirect status deny_status 429 99 string " ' \\ # if unless { } ! || or
    !bad use_backend default_backend b %[path] stick-table type ip store http_req_rate(10s) http_req_rate(1ms) track-sc0 track-sc1 table
    sc_http_req_rate(0) sc0_get_gpc0 gt ge 5 0 set-src hdr_ip(x-forwarded-for) set-path set-var(txn.x) var(txn.x) bind :443 ssl .if
    path,map_beg(m.map,x) lua.f(a url_sub é \0 METH_GET TRUE method POST get base_beg a.b/c hdr_cnt(x) eq monitor-uri option forwardfor`),
  caddy: wordsIn(`
    \n \n \n { } respond abort error handle handle_path route redir rate_limit zone key window events match {remote_host} 1m 5 import (s) s
    @a @b /a /a/* *.php ** /x/*/y * path path_regexp ^/a$ (a|b method GET header User-Agent *bot* !X not remote_ip 192.0.2.0/24 forwarded
    private_ranges query a=1 expression \`{method}=='GET'\` \`path('/x')&&!(true\` host a.example *.b.example 403 404 "no" {$X:y} { servers
    trusted_proxies static 10.0.0.0/8 order first uri strip_prefix rewrite reverse_proxy a:80 , http:// :8080 # é \0 \\`),
  fail2ban: wordsIn(`
    \n \n \n [DEFAULT]\n [a]\n [nginx-http-auth]\n [INCLUDES] enabled=true\n maxretry=5\n maxretry=x\n findtime=1h\n findtime=%(findtime)s\n
    bantime=-1\n ignoreip=192.0.2.1\n filter=apache-auth[mode=x]\n port=http\n failregex=^<HOST>.*"GET /a" before=x.conf %(known/x)s %% # ; = :
    (404|4\\d\\d) "POST /wp-login\\.php é \0 ,`),
  cloudflare: wordsIn(`
    http.host eq ne contains matches wildcard strict in starts_with( ends_with( lower( len( any( , ) ( ) and or xor not ! && || "a" "/a" "/A/*"
    r#"^/x$"# {1.2.3.4 } {"a" $list http.request.uri.path http.request.uri.query http.user_agent http.request.headers["x"][0] [ ] ip.src
    1.2.3.0/24 1..9 http.request.method "GET" cf.client.bot true false http.request.uri.path.extension ~ == < é \0 \\ "\\x00" "" `),
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

/** What a file of some kind must begin with so that words after it mean anything. */
const begins: Partial<Record<ConfigKind, string>> = {
  caddy: ':443 {\n @b header X y\n @a path /a/* /b*\n respond @a 403\n respond ',
  fail2ban: '[DEFAULT]\nenabled = true\nport = http\n[apache-auth]\n',
  haproxy: 'defaults\n  mode http\nfrontend web\n  http-request deny if { path_beg /a } or { ',
}

describe('any file', () => {
  it.each(Object.keys(words) as readonly ConfigKind[])('%s becomes policy text that passes check', (kind) => {
    const text = fc
      .array(fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...words[kind]) }, fc.string({ maxLength: 6 })), {
        maxLength: 40,
      })
      .map((parts) => {
        const joined = parts.join(kind === 'anubis' || kind === 'cidr-list' ? '' : ' ')
        // The words of Cloudflare are those of an expression within JSON.
        if (kind === 'cloudflare')
          return JSON.stringify([
            { expression: joined, action: 'block' },
            { expression: `ip.src eq 1.2.3.4 or ${joined}`, action: 'skip', action_parameters: { ruleset: 'current' } },
          ])
        return (begins[kind] ?? '') + joined
      })
    fc.assert(
      fc.property(text, (given) => {
        const { diagnostics } = checkPolicy({ file: 'a.policy', text: importFile(kind, given, 'x').text }, noFiles)
        expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
      }),
      { numRuns: runs(Object.hasOwn(begins, kind) || kind === 'cloudflare' ? 50 : 150, 1 / 2) },
    )
  })
})
