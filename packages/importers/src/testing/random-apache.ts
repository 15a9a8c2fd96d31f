import type { RawRequest } from './raw-requests.ts'
import { clientField } from './run-apache.ts'

/** A generated configuration: directives of a virtual host, or an `.htaccess` in a folder. */
export interface ApacheCase {
  readonly text: string
  /** The folder of an `.htaccess`, with a slash at both ends; undefined for directives of a virtual host. */
  readonly at: string | undefined
}

type Random = () => number

/** The files of every site; their names are those of the generated sections and patterns. */
export const siteFiles: Readonly<Record<string, string>> = Object.fromEntries(
  ['', 'a/', 'a/b/', 'ab/', 'admin/', '.git/', 'a/admin/'].flatMap((folder) =>
    ['x.php', 'y.txt', 'config.php', '.env', 'readme.html'].map((name) => [`${folder}${name}`, name]),
  ),
)

const addresses = ['192.0.2.1', '192.0.2.11', '192.0.2.110', '198.51.100.7', '10.1.2.3', '2001:db8::1'] as const
const agents = [
  '',
  'curl/8.5',
  'Wget/1.2',
  'Mozilla/5.0 (X11) Firefox/140',
  'GoogleBot/2',
  'bot1',
  'Robot 7',
  'evil scraper',
] as const
const paths = [
  '/',
  '/x.php',
  '/y.txt',
  '/config.php',
  '/.env',
  '/a/',
  '/a/x.php',
  '/a/y.txt',
  '/a/b/',
  '/a/b/x.php',
  '/ab/x.php',
  '/admin/',
  '/admin/x.php',
  '/a/admin/y.txt',
  '/.git/config.php',
  '/.git/',
  '/x.php/q/r',
  '/a/config.php/q',
  '/nope.php',
  '/a/nope',
  '/readme.html',
  '/a/readme.html',
  '/%61/x.php',
  '/a//x.php',
  '/ad%6Din/x.php',
  '/X.php',
  '/A/x.php',
  '/a/x.PHP',
] as const
const queries = ['', '', '', '?id=1', '?q=union+select', '?page=../etc/passwd', '?debug', '?x=<script>'] as const

/** Returns random requests for the files of every site. */
export function randomRequests(random: Random, count: number): readonly RawRequest[] {
  const pick = picker(random)
  return Array.from({ length: count }, () => {
    const headers = [clientField, pick(addresses)]
    const agent = pick(agents)
    if (agent !== '') headers.push('User-Agent', agent)
    if (random() < 0.3) headers.push('Referer', pick(['http://spam.example/x', 'https://good.example/', '']))
    if (random() < 0.2) headers.push('X-Key', pick(['secret', 'other']))
    return {
      method: pick(['GET', 'GET', 'GET', 'HEAD', 'POST', 'OPTIONS']),
      target: `${pick(paths)}${pick(queries)}`,
      headers,
    }
  })
}

/** Returns a random configuration that httpd accepts. */
export function randomCase(random: Random): ApacheCase {
  const pick = picker(random)
  const times = (most: number, one: () => string): string =>
    Array.from({ length: 1 + Math.floor(random() * most) }, one).join('\n')
  const sometimes = (chance: number, one: () => string): string => (random() < chance ? `${one()}\n` : '')

  const address = (): string =>
    pick([
      '192.0.2.1',
      '192.0.2',
      '192.0.2.0/24',
      '10',
      '10.1.0.0/255.255.0.0',
      '198.51.100.7',
      '2001:db8::/32',
      '192.0.2.11',
    ])
  const agentPattern = (): string =>
    pick([
      'curl',
      '(curl|wget)',
      '^Mozilla',
      '[Bb]ot',
      'bot',
      '^$',
      'evil\\ scraper',
      'Bot/[0-9]',
      '(bot[0-9]+|wget)',
      'firefox',
      '^(curl|Wget)/',
      'Robot|evil',
    ])
  const uriPattern = (): string =>
    pick([
      '\\.php$',
      '^/a/',
      '^/admin',
      '/\\.',
      'config',
      '^/(a|admin)/x',
      '^/a/b/?$',
      'x\\.(php|txt)$',
      '^/$',
      '/(?!admin/)',
      '^/a/[^/]+$',
      '[0-9]',
    ])
  const relativePattern = (): string =>
    pick([
      '\\.php$',
      '^a/',
      '^/?admin',
      '^x\\.php$',
      'config',
      '^',
      '.*',
      '.',
      '^$',
      '^(a|b)/',
      '!\\.txt$',
      '^(.+)\\.php$',
      'a/b',
      '/b',
      '^/a',
    ])
  const queryPattern = (): string =>
    pick(['union', '(union|select)', 'etc/passwd', '^id=1$', '^$', '.', '^debug', '(<|%3C)script', 'x=|q='])
  const addressPattern = (): string =>
    pick([
      '^192\\.0\\.2\\.11',
      '^192\\.0\\.2\\.',
      '^(192\\.0\\.2\\.1|198\\.51\\.100\\.7)$',
      '^10.',
      '^192\\.0\\.2\\.1[0-9]+$',
    ])
  const caseFlag = (): string => pick(['', '', '[NC]'])

  const requirement = (): string =>
    pick([
      () => `Require ip ${address()} ${address()}`,
      () => 'Require all denied',
      () => 'Require all granted',
      () => `<RequireAll>\nRequire all granted\nRequire not ip ${address()}\n</RequireAll>`,
      () => `<RequireAny>\nRequire ip ${address()}\nRequire env good\n</RequireAny>`,
      () =>
        `<RequireAll>\nRequire ip ${address()} ${address()}\n<RequireNone>\nRequire env bad\nRequire ip ${address()}\n</RequireNone>\n</RequireAll>`,
      () => `<RequireAll>\nRequire all granted\nRequire not env bad\n</RequireAll>`,
      () => `Require method GET POST`,
      () => `Require expr "%{HTTP_USER_AGENT} =~ /curl/ || -R '${pick(['192.0.2.0/24', '10.0.0.0/8'])}'"`,
      () => `Require expr "%{REQUEST_METHOD} == 'GET' && ! %{HTTP_USER_AGENT} == ''"`,
      () => `Require ip ${address()}\nRequire ip ${address()}`,
      () => `<Limit ${pick(['GET', 'POST', 'POST OPTIONS'])}>\nRequire ip ${address()}\n</Limit>`,
      () => `<LimitExcept GET>\nRequire all denied\n</LimitExcept>`,
      () => `<LimitExcept GET POST>\nRequire ip ${address()}\n</LimitExcept>\nRequire ip ${address()}`,
    ])()
  const ordered = (): string =>
    pick([
      () => `Order deny,allow\nDeny from all\nAllow from ${address()}`,
      () => `Order allow,deny\nAllow from all\nDeny from ${address()} ${address()}`,
      () => `Order Allow,Deny\nAllow from all\nDeny from env=bad`,
      () => `Deny from env=bad`,
      () => `Order deny,allow\nDeny from all\nAllow from env=good\nAllow from ${address()}`,
      () => `<Limit POST>\nOrder deny,allow\nDeny from all\n</Limit>`,
      () => `Order allow,deny\nAllow from env=!bad`,
    ])()
  const access = (): string =>
    pick([
      requirement,
      requirement,
      requirement,
      ordered,
      ordered,
      () => `${requirement()}\n${ordered()}`,
      () => `${requirement()}\n${ordered()}\nSatisfy any`,
    ])()
  const environment = (): string =>
    pick([
      () => `SetEnvIf${pick(['', 'NoCase'])} User-Agent "${agentPattern()}" ${pick(['bad', 'good'])}`,
      () => `BrowserMatch${pick(['', 'NoCase'])} "${agentPattern()}" bad`,
      () => `SetEnvIf Request_URI "${uriPattern()}" ${pick(['bad', 'good', '!bad'])}`,
      () => `SetEnvIf Remote_Addr "${addressPattern()}" ${pick(['bad', 'good', '!bad'])}`,
      () => `SetEnvIf Request_Method "^(GET|HEAD)$" ${pick(['bad', 'good', '!bad'])}`,
      () => `SetEnvIf Referer "spam\\.example" bad=1`,
      () => `SetEnvIf X-Key "^secret$" good !bad`,
      () => `SetEnvIf Remote_Addr "${addressPattern()}" seen\nSetEnvIf seen 1 ${pick(['bad', 'good'])}`,
    ])()
  const condition = (): string =>
    pick([
      () => `RewriteCond %{HTTP_USER_AGENT} ${pick(['', '', '!'])}${agentPattern()} ${caseFlag()}`,
      () => `RewriteCond %{REQUEST_URI} ${pick(['', '!'])}${uriPattern()}`,
      () => `RewriteCond %{QUERY_STRING} ${pick(['', '', '!'])}${queryPattern()} ${caseFlag()}`,
      () => `RewriteCond %{REMOTE_ADDR} ${pick(['', '!'])}${addressPattern()}`,
      () =>
        `RewriteCond %{REQUEST_METHOD} ${pick(['^(POST|PUT)$', '!^(GET|HEAD)$', '=POST', '^(options|trace) [NC]'])}`,
      () => `RewriteCond %{HTTP_REFERER} ${pick(['spam\\.example', '!^$', '!^https://good\\.example', '^$'])}`,
      () => `RewriteCond %{HTTP:X-Key} ${pick(['=secret', '!=secret', '^sec', '!^$'])}`,
      () => `RewriteCond %{ENV:bad} ${pick(['1', '^1$', '!1', '^$'])}`,
      () => `RewriteCond %{REQUEST_FILENAME} ${pick(['-f', '!-f', '-d'])}`,
      () => `RewriteCond expr "%{REQUEST_METHOD} == 'POST'"`,
    ])()
  const orFlag = (line: string): string => (line.endsWith(']') ? line.replace(/\]$/, ',OR]') : `${line} [OR]`)
  const rule = (pattern: () => string): string => {
    const conditions = Array.from({ length: Math.floor(random() * 4) }, condition)
    const joined = conditions.map((line, index) =>
      index < conditions.length - 1 && random() < 0.4 ? orFlag(line) : line,
    )
    const action = pick([
      '- [F]',
      '- [F]',
      '- [F,L]',
      '- [G]',
      '- [R=503,L]',
      '- [L]',
      '- [S=1]',
      '- [E=bad:1]',
      '- [C]',
      '/y.txt [L]',
      '- [END]',
      '- [F,NC]',
      '/a/$1 [L]',
      'http://other.example/ [R=302,L]',
    ])
    const plain = action.includes('$1') ? '^(x\\.php)$' : pattern()
    return [...joined, `RewriteRule ${plain} ${action}`].join('\n')
  }
  const rewriting = (pattern: () => string): string =>
    `RewriteEngine On\n${times(4, () => rule(pattern))}\n${rule(pattern).replace(/- \[C\]$/, '- [F]')}`
  const redirect = (): string =>
    pick([
      () => `Redirect ${pick(['403', 'gone'])} ${pick(['/a', '/admin/', '/x.php', '/a/b'])}`,
      () => `RedirectMatch ${pick(['403', '410'])} "${uriPattern()}"`,
      () => `Redirect ${pick(['301', 'permanent'])} ${pick(['/a/b', '/admin'])} http://other.example/`,
    ])()
  const body = (): string => `${sometimes(0.25, environment)}${access()}`
  const files = (): string =>
    pick([
      () => `<Files "${pick(['x.php', 'config.php', '.env', '*.php', 'read*'])}">\n${access()}\n</Files>`,
      () =>
        `<FilesMatch "${pick(['\\.php$', '^\\.', '^(x|config)\\.php$', '\\.(txt|html)$', '^read'])}">\n${access()}\n</FilesMatch>`,
    ])()
  const conditional = (): string =>
    `<If "${pick(['%{HTTP_USER_AGENT} =~ /curl/', '%{REQUEST_URI} =~ m#^/a/#', "-R '192.0.2.0/24'", "%{REQUEST_METHOD} in { 'POST', 'OPTIONS' }"])}">\n${access()}\n</If>${sometimes(0.4, () => `\n<Else>\n${access()}\n</Else>`)}`
  const section = (): string =>
    pick([
      () => `<Location "${pick(['/a', '/a/b', '/admin', '/', '/x.php', '/a/'])}">\n${body()}\n</Location>`,
      () => `<LocationMatch "${uriPattern()}">\n${body()}\n</LocationMatch>`,
      () =>
        `<Directory "\${ROOT}${pick(['', '/a', '/a/b', '/admin'])}">\n${body()}\n${sometimes(0.3, files)}</Directory>`,
      () => `<DirectoryMatch "${pick(['/a/', '/\\.git', '/admin', '/(a|ab)/x'])}">\n${body()}\n</DirectoryMatch>`,
      files,
      () => conditional(),
      () => `<Location "${pick(['/a', '/admin'])}">\nAllowMethods ${pick(['GET', 'GET POST'])}\n</Location>`,
    ])()
  if (random() < 0.45) {
    const at = pick(['/', '/', '/a/'])
    const parts = [
      sometimes(0.5, environment),
      sometimes(0.5, access),
      sometimes(0.5, files),
      sometimes(0.6, () => rewriting(relativePattern)),
      sometimes(0.3, redirect),
      sometimes(0.2, conditional),
    ]
    return { at, text: parts.join('').trim() || requirement() }
  }
  const parts = [
    sometimes(0.5, () => times(3, environment)),
    sometimes(0.8, () => times(4, section)),
    sometimes(0.35, () => rewriting(uriPattern)),
    sometimes(0.25, () => times(2, redirect)),
    sometimes(0.3, () => `Alias "/pub" "\${ROOT}/a"\n<Directory "\${ROOT}/a/b">\n${access()}\n</Directory>`),
  ]
  return { at: undefined, text: parts.join('').trim() || section() }
}

function picker(random: Random): <T>(from: readonly T[]) => T {
  return (from) => from[Math.floor(random() * from.length)]!
}
