import { describe, expect, it } from 'vitest'
import { gateOfImport, outcomeOf } from '../testing/gate-of-import.ts'

describe('an imported Apache configuration', () => {
  it.each<[string, string, readonly string[]]>([
    ['Require ip 192.0.2.0/24', 'only these', ['pass', 'block 403']],
    ['Require all granted', 'all clients', ['pass', 'pass']],
    ['Require all denied', 'no client', ['block 403', 'block 403']],
    [
      '<RequireAll>\nRequire all granted\nRequire not ip 192.0.2\n</RequireAll>',
      'all except these',
      ['block 403', 'pass'],
    ],
    ['<RequireNone>\nRequire ip 192.0.2\n</RequireNone>', 'all except these', ['block 403', 'pass']],
    ['Order deny,allow\nDeny from all\nAllow from 192.0.2', 'only these', ['pass', 'block 403']],
    ['Order allow,deny\nAllow from all\nDeny from 192.0.2.0/255.255.255.0', 'all except these', ['block 403', 'pass']],
    ['Order allow,deny\nAllow from 192.0.2.0/24\nDeny from 192.0.2.1', 'no denied address', ['block 403', 'block 403']],
    ['Deny from 192.0.2.1', 'deny,allow by default', ['block 403', 'pass']],
  ])('reads %j: %s', (text, _, expected) => {
    const gate = gateOfImport('apache', text)
    expect(['192.0.2.1', '198.51.100.1'].map((ip) => outcomeOf(gate, ip))).toEqual(expected)
  })

  it('restricts sections to their paths and hosts', () => {
    const gate = gateOfImport(
      'apache',
      '<VirtualHost *:80>\nServerName b.example\n</VirtualHost>\n<VirtualHost *:80>\nServerName a.example\n<Location /admin>\nRequire all denied\n</Location>\n<FilesMatch "^\\.ht">\nRequire all denied\n</FilesMatch>\n</VirtualHost>',
    )
    expect(
      ['/', '/admin', '/admin/x', '/administrator', '/x/.htaccess'].map((path) => outcomeOf(gate, '192.0.2.1', path)),
    ).toEqual(['pass', 'block 403', 'block 403', 'pass', 'block 403'])
    expect(outcomeOf(gate, '192.0.2.1', '/admin', undefined, 'b.example')).toBe('pass')
  })

  it('refuses agents by BrowserMatch and by rewrite rules', () => {
    const gate = gateOfImport(
      'apache',
      'BrowserMatchNoCase "scrapy|ahrefs" bad\nOrder allow,deny\nAllow from all\nDeny from env=bad\n' +
        'RewriteCond %{HTTP_USER_AGENT} dotbot [NC,OR]\nRewriteCond %{HTTP_USER_AGENT} ^curl\nRewriteRule ^private/ - [F]',
    )
    const of = (agent: string, path = '/'): string => outcomeOf(gate, '192.0.2.1', path, agent)
    expect([
      of('Scrapy'),
      of('DotBot'),
      of('DotBot', '/private/x'),
      of('curl/8', '/private/x'),
      of('a curl', '/private/x'),
    ]).toEqual(['block 403', 'pass', 'block 403', 'block 403', 'pass'])
  })
})

describe('sections of an imported Apache configuration', () => {
  it('replaces the requirements around a section by its own', () => {
    const gate = gateOfImport(
      'apache',
      `Require all denied
<Files "index.php">
Require all granted
</Files>
<Location /api>
Require ip 10.0.0.0/8
</Location>
<Location /api/hooks>
Require all granted
</Location>`,
    )
    const of = (path: string): string => outcomeOf(gate, '192.0.2.1', path)
    expect([of('/'), of('/index.php'), of('/a/index.php')]).toEqual(['block 403', 'pass', 'pass'])
    expect([of('/api'), of('/api/hooks/1'), of('/api/index.php')]).toEqual(['block 403', 'pass', 'block 403'])
    expect(outcomeOf(gate, '10.0.0.1', '/api')).toBe('pass')
  })

  it('supports the directories around a document root, and those in it', () => {
    const gate = gateOfImport(
      'apache',
      `<Directory />
Require all denied
</Directory>
<Directory /var/www>
Require all granted
</Directory>
DocumentRoot /var/www/html
<Directory /var/www/html/private>
Require ip 10
</Directory>`,
    )
    expect(['/', '/private/x'].map((path) => outcomeOf(gate, '192.0.2.1', path))).toEqual(['pass', 'block 403'])
  })

  it('matches the beginning of a file name in every directory', () => {
    const gate = gateOfImport(
      'apache',
      '<FilesMatch "(^#.*#|^core\\.|\\.bak|~)$|^\\.ht">\nRequire all denied\n</FilesMatch>',
    )
    const of = (path: string): string => outcomeOf(gate, '192.0.2.1', path)
    expect(['/a/%23x%23', '/a/core.', '/a/x.bak', '/x~', '/a/.htaccess', '/.htpasswd'].map(of)).toEqual(
      Array.from({ length: 6 }, () => 'block 403'),
    )
    expect(['/a/x.html', '/score.', '/core.html'].map(of)).toEqual(['pass', 'pass', 'pass'])
  })

  it('applies rules for GET to HEAD too', () => {
    const gate = gateOfImport('apache', '<Limit GET>\nOrder allow,deny\nDeny from all\n</Limit>')
    const of = (method: string): string =>
      gate.decide({ method, target: '/', headers: ['Host', 'a.example'], peer: '192.0.2.1' }).outcome
    expect([of('GET'), of('HEAD'), of('POST')]).toEqual(['block', 'block', 'pass'])
  })

  it('refuses what redirects refuse', () => {
    const gate = gateOfImport(
      'apache',
      'RedirectMatch 404 /\\.git\nRedirect gone /old\nRedirect 403 /private/\nRedirect 301 /a /b',
    )
    expect(
      ['/.git/config', '/old/x', '/older', '/private/x', '/a'].map((path) => outcomeOf(gate, '192.0.2.1', path)),
    ).toEqual(['block 404', 'block 410', 'pass', 'block 403', 'pass'])
  })

  it('refuses requests by their query', () => {
    const gate = gateOfImport(
      'apache',
      'RewriteCond %{QUERY_STRING} (base64_encode|<script|^debug=1$) [NC]\nRewriteRule ^ - [F]',
    )
    const of = (target: string): string => outcomeOf(gate, '192.0.2.1', target)
    expect(['/a?x=BASE64_ENCODE(1)', '/?q=<script>', '/b?debug=1'].map(of)).toEqual([
      'block 403',
      'block 403',
      'block 403',
    ])
    expect(['/base64_encode', '/?debug=12', '/?xdebug=1', '/'].map(of)).toEqual(['pass', 'pass', 'pass', 'pass'])
  })

  it('does not block requests that an earlier rule excludes from rewriting', () => {
    const gate = gateOfImport(
      'apache',
      `RewriteRule ^robots\\.txt$ - [L]
RewriteCond %{REMOTE_ADDR} ^10\\.1\\.
RewriteRule .* - [S=1]
RewriteCond %{HTTP_USER_AGENT} scrapy [NC]
RewriteRule ^ - [F]
RewriteCond %{HTTP_REFERER} spam\\.example [NC]
RewriteRule ^ - [F]`,
    )
    const of = (ip: string, path: string, agent = 'Scrapy'): string => outcomeOf(gate, ip, path, agent)
    expect([of('192.0.2.1', '/'), of('192.0.2.1', '/robots.txt'), of('10.1.2.3', '/'), of('10.2.0.1', '/')]).toEqual([
      'block 403',
      'pass',
      'pass',
      'block 403',
    ])
    const { outcome: referred } = gate.decide({
      method: 'GET',
      target: '/',
      headers: ['Host', 'a.example', 'Referer', 'http://Spam.example/'],
      peer: '10.1.2.3',
    })
    expect(referred).toBe('block')
  })

  it.each<[string, readonly string[]]>([
    [`"%{REMOTE_ADDR} -ipmatch '192.0.2.0/24' && %{HTTP_USER_AGENT} !~ /curl/i"`, ['pass', 'block', 'block', 'block']],
    [`"! (%{HTTP_USER_AGENT} =~ m#^curl# || %{HTTP_USER_AGENT} == '')"`, ['pass', 'block', 'pass', 'block']],
    [`"%{REQUEST_METHOD} in { 'POST', 'PUT' }"`, ['block', 'block', 'block', 'block']],
    [`"%{REQUEST_METHOD} in { 'GET', 'POST' }"`, ['pass', 'pass', 'pass', 'pass']],
    [`"%{TIME_HOUR} -gt 8"`, ['block', 'block', 'block', 'block']],
    [`"%{REQUEST_METHOD} -in { 'GET', 'POST' } && -R '198.51.100.0/24'"`, ['block', 'block', 'pass', 'pass']],
  ])('reads Require expr %s, and admits no client if it cannot', (expression, expected) => {
    const gate = gateOfImport('apache', `Require expr ${expression}`)
    const of = (ip: string, agent?: string): string => outcomeOf(gate, ip, '/', agent).split(' ')[0]!
    expect([
      of('192.0.2.1', 'Firefox'),
      of('192.0.2.1', 'curl/8'),
      of('198.51.100.1', 'Firefox'),
      of('198.51.100.1', undefined),
    ]).toEqual(expected)
  })

  it('unsets a variable if SetEnvIf does', () => {
    const gate = gateOfImport(
      'apache',
      `BrowserMatchNoCase bot bad
BrowserMatchNoCase googlebot !bad
SetEnvIf Remote_Addr ^198\\.51\\.100\\. bad
<RequireAll>
Require all granted
Require not env bad
</RequireAll>`,
    )
    expect([
      outcomeOf(gate, '192.0.2.1', '/', 'OtherBot'),
      outcomeOf(gate, '192.0.2.1', '/', 'Googlebot'),
      outcomeOf(gate, '198.51.100.9', '/', 'Firefox'),
    ]).toEqual(['block 403', 'pass', 'block 403'])
  })
})
