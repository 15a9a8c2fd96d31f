import { describe, expect, it } from 'vitest'
import { type Asked, imported, paths } from '../testing/imported-apache.ts'

describe('folders of an Apache configuration', () => {
  it('are known by DocumentRoot and Alias', () => {
    const text = `DocumentRoot /srv/www
ScriptAlias /tool/bin/ /usr/lib/tool/
Alias /tool /usr/share/tool
<Directory /usr/share/tool/setup>
Require all denied
</Directory>
<Directory /usr/lib/tool>
Require all denied
</Directory>
<Directory /srv/www/*/private>
Require all denied
</Directory>`
    const { outcomes, notes } = imported(
      text,
      paths(
        '/tool',
        '/tool/x',
        '/tool/setup',
        '/tool/setup/x',
        '/tool/setups',
        '/tool/bin/x',
        '/a/private/x',
        '/private/x',
      ),
      { file: 'site.conf' },
    )
    expect(outcomes).toEqual(['pass', 'pass', '403', '403', 'pass', '403', '403', 'pass'])
    expect(notes).toEqual([])
  })

  it('are places on the disk, also in patterns', () => {
    const text = `Alias /tool /usr/share/tool/htdocs
<DirectoryMatch (/usr/share/tool/htdocs|/usr/lib/cgi-bin/tool)>
Require ip 10.0.0.0/8
</DirectoryMatch>`
    const { outcomes } = imported(text, paths('/tool', '/tool/x', '/usr/share/tool/htdocs', '/'), { file: 'tool.conf' })
    expect(outcomes).toEqual(['403', '403', 'pass', 'pass'])
    const alone = imported('<DirectoryMatch "^/usr/share/(a|b)/">\nRequire all denied\n</DirectoryMatch>', [{}], {
      file: 'x.conf',
    })
    expect(alone.outcomes).toEqual(['pass'])
    expect(alone.notes[0]).toContain('no DocumentRoot or Alias in this file says at which paths they are served')
  })

  it('may be the ones of an .htaccess', () => {
    const text = `RewriteEngine On
RewriteRule ^setup/ - [F]
RewriteRule "^$" - [G]
<Files "local.ini">
Require all denied
</Files>`
    const asked = paths(
      '/setup/x',
      '/wiki/setup/x',
      '/wiki/',
      '/wiki/a',
      '/wiki/local.ini',
      '/wiki/a/local.ini/x',
      '/local.ini',
    )
    expect(imported(text, asked, { at: '/wiki' }).outcomes).toEqual([
      'pass',
      '403',
      '410',
      'pass',
      '403',
      '403',
      'pass',
    ])
    expect(imported('Require ip 203.0.113.4', paths('/', '/wiki/x'), { at: '/wiki/' }).outcomes).toEqual([
      'pass',
      '403',
    ])
    expect(imported('Require ip 203.0.113.4', paths('/'))).toEqual({
      outcomes: ['403'],
      notes: [
        ':1: read as if it were in the top folder of the site; for an .htaccess of another folder, add --at /FOLDER/',
      ],
    })
  })
})

describe('requirements of an Apache configuration', () => {
  it('refuse by themselves if they are negative', () => {
    const { outcomes, notes } = imported('Require not ip 198.51.100.7\nRequire not ip 203.0.113.0/24', [
      { ip: '198.51.100.7' },
      { ip: '203.0.113.9' },
      { ip: '192.0.2.1' },
    ])
    expect(outcomes).toEqual(['403', '403', 'pass'])
    expect(notes.join('\n')).toContain(':1: httpd accepts negative requirements only in <RequireAll>')
  })

  it('replace those of other methods too', () => {
    const text = `<Location />
Require all denied
</Location>
<Location /a>
<Limit GET>
Require ip 192.0.2.0/24
</Limit>
</Location>`
    const asked = (['GET', 'HEAD', 'POST'] as const).map((method) => ({ method, path: '/a', ip: '198.51.100.1' }))
    expect(imported(text, [...asked, { path: '/' }], { file: 'x.conf' }).outcomes).toEqual([
      '403',
      '403',
      'pass',
      '403',
    ])
  })

  it('follow <If>, <ElseIf> and <Else>', () => {
    const text = `<If "%{REQUEST_METHOD} == 'POST'">
Require ip 192.0.2.0/24
</If>
<ElseIf "%{HTTP_USER_AGENT} =~ /curl/">
Require all denied
</ElseIf>
<Else>
Require all granted
</Else>`
    const asked: readonly Asked[] = [
      { method: 'POST', agent: 'curl' },
      { method: 'POST', ip: '198.51.100.1' },
      { agent: 'curl' },
      { agent: 'Firefox' },
    ]
    expect(imported(text, asked).outcomes).toEqual(['pass', '403', '403', 'pass'])
  })

  it('name the port of hosts, which a gate does not know', () => {
    const host = (port: number): string =>
      `<VirtualHost *:${port}>\nServerName a.example\n<Location /x>\nRequire all denied\n</Location>\n</VirtualHost>`
    expect(imported(`${host(80)}\n${host(443)}`, [], { file: 'x.conf' }).notes).toEqual([
      ':7: <VirtualHost *:443> and the one in line 1 have the same name a.example: the gate does not know ports, so that the rules of both apply',
    ])
  })
})

describe('rewrite rules of an Apache configuration', () => {
  it('keep the alternatives that can be expressed, and name the others', () => {
    const { outcomes, notes } = imported(
      `RewriteEngine On
RewriteCond %{HTTP_USER_AGENT} ^\\W [OR]
RewriteCond %{HTTP_USER_AGENT} evilbot [NC,OR]
RewriteCond %{QUERY_STRING} (q{9,}|etc/shadow)
RewriteRule .* - [F]
RewriteCond %{REQUEST_METHOD} ^(debug|move|track) [NC]
RewriteRule .* - [F]
RewriteCond %{HTTP_USER_AGENT} !^(ok|[a-z]{3,9}x)
RewriteCond %{QUERY_STRING} b
RewriteRule ^ - [F]`,
      [
        { agent: 'x EVILBOT' },
        { path: '/?f=/etc/shadow' },
        { agent: 'Firefox' },
        { method: 'TRACK' },
        { path: '/?b', agent: 'Firefox' },
      ],
    )
    expect(outcomes).toEqual(['403', '403', 'pass', '403', 'pass'])
    expect(notes.filter((note) => /^:(?:2|4|8|10)/.test(note)).length).toBeGreaterThan(3)
  })

  it.each<[string, string, readonly Asked[], readonly string[]]>([
    [
      'escaped blanks',
      'RewriteCond %{HTTP_USER_AGENT} (OneBot|Other\\ Agent) [NC]\nRewriteRule !^/?robots\\.txt$ - [F]',
      [{ agent: 'onebot' }, { agent: 'x Other Agent/2' }, { agent: 'Other' }, { agent: 'OneBot', path: '/robots.txt' }],
      ['403', '403', 'pass', 'pass'],
    ],
    [
      'addresses by pattern',
      'RewriteCond %{REMOTE_ADDR} !^192\\.0\\.2\\.11\nRewriteCond %{REMOTE_ADDR} !^(198\\.51\\.100\\.3|203\\.0\\.113\\.9)$\nRewriteRule .* - [R=503,L]',
      [
        { ip: '192.0.2.11' },
        { ip: '192.0.2.119' },
        { ip: '192.0.2.12' },
        { ip: '198.51.100.3' },
        { ip: '198.51.100.30' },
      ],
      ['pass', 'pass', '503', 'pass', '503'],
    ],
    [
      'chains',
      'RewriteCond %{HTTP_USER_AGENT} curl\nRewriteRule ^a/ - [C]\nRewriteRule \\.php$ - [F]\nRewriteRule ^b/ - [F]',
      [
        { agent: 'curl', path: '/a/x.php' },
        { agent: 'curl', path: '/a/x.txt' },
        { path: '/a/x.php' },
        { agent: 'curl', path: '/c/x.php' },
        { path: '/b/x' },
      ],
      ['403', 'pass', 'pass', 'pass', '403'],
    ],
    [
      'variables',
      'RewriteCond %{HTTP_USER_AGENT} curl\nRewriteRule ^a/ - [E=seen:1]\nRewriteCond %{ENV:seen} ^1$\nRewriteRule \\.php$ - [F]',
      [{ agent: 'curl', path: '/a/x.php' }, { agent: 'curl', path: '/x.php' }, { path: '/a/x.php' }],
      ['403', 'pass', 'pass'],
    ],
    [
      'a path that an earlier rule replaces',
      'RewriteRule ^shop/ /index.php [L]\nRewriteRule ^shop/secret - [F]\nRewriteRule ^other - [F]',
      paths('/shop/secret', '/other'),
      ['pass', '403'],
    ],
    ['a dot that needs a character', 'RewriteRule . - [F]', paths('/', '/a'), ['pass', '403']],
    [
      'a slash in front, which paths of a folder do not have',
      'RewriteRule ^/a - [F]\nRewriteRule ^/?b - [F]',
      paths('/a', '/b'),
      ['pass', '403'],
    ],
  ])('decide %s', (_, text, asked, expected) => {
    expect(imported(`RewriteEngine On\n${text}`, asked).outcomes).toEqual(expected)
  })

  it('do not refuse more than they say where a pattern has characters that target patterns cannot have', () => {
    const text = 'RewriteEngine On\nRewriteCond %{QUERY_STRING} (/\\*\\*/|eval\\(|a\\sb)\nRewriteRule ^ - [F]'
    const asked = paths('/?x=/**/', '/?x=eval(1)', '/?u=https://b.example/c/d', '/?x=evaluate', '/?x=a-b')
    const { outcomes, notes } = imported(text, asked)
    expect(outcomes).toEqual(['403', '403', 'pass', 'pass', 'pass'])
    expect(notes.join('\n')).toContain('are looked for in the whole target')
  })

  it('say that conditions about files are unknown', () => {
    const { outcomes, notes } = imported(
      'RewriteEngine On\nRewriteCond %{REQUEST_FILENAME} !-f\nRewriteRule ^ - [F]\nRewriteRule ^x - [F]',
      paths('/y', '/x'),
    )
    expect(outcomes).toEqual(['pass', '403'])
    expect(notes).toContain(
      ':2: RewriteCond %{REQUEST_FILENAME} !-f is not imported: which files exist is known only on the server',
    )
  })
})
