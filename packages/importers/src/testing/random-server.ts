import type { Choice } from './random-choice.ts'

/** Returns two servers with different names. */
export function severalServers(choice: Choice, flags: readonly string[], limits: readonly string[]): readonly string[] {
  const { one, some } = choice
  const all = [
    'a.example',
    'www.a.example',
    '*.a.example',
    'b.example',
    '.b.example',
    'x.*',
    '~^x\\.',
    '~^www\\.(?!b)',
    '_',
    '""',
  ]
  const names = [...some(all, 2), one(all)]
  const others = all.filter((name) => !names.includes(name))
  return [server(choice, flags, limits, [...new Set(names)], 0.2), server(choice, flags, limits, some(others, 2))]
}

/** Returns a server that uses some flags as conditions, and some limits. */
export function server(
  choice: Choice,
  flags: readonly string[],
  limits: readonly string[],
  names: readonly string[] | undefined,
  defaultChance = 0,
): string {
  const { happens, some } = choice
  const lines = [`listen 80${happens(defaultChance) ? ' default_server' : ''};`]
  if (names !== undefined && names.length > 0) lines.push(`server_name ${names.join(' ')};`)
  lines.push(...block(choice, flags, limits, 'server'))
  lines.push(...locations(choice, flags, limits, '', 2))
  if (!lines.some((line) => /^location (?:\^~ )?\/ \{/.test(line))) {
    lines.push(`location / { ${[...some(limits, 1), 'proxy_pass http://app;'].join(' ')} }`)
  }
  return `server {\n  ${lines.join('\n  ')}\n}`
}

const listLines = [
  'allow 198.51.100.7;',
  'deny 198.51.100.0/24;',
  'allow 203.0.113.0/24;',
  'deny 2001:db8::/32;',
  'allow 10.0.0.0/8;',
  'deny 10.1.2.3;',
]

function block(
  choice: Choice,
  flags: readonly string[],
  limits: readonly string[],
  owner: 'server' | 'location',
): readonly string[] {
  const { happens, one, some, isPlain } = choice
  const lines: string[] = []
  if (happens(owner === 'server' ? 0.25 : 0.35))
    lines.push(...some(listLines, 3), ...(happens(0.6) ? ['deny all;'] : []))
  if (happens(0.3)) lines.push(...rewriting(choice, flags))
  if (limits.length > 0 && happens(0.4)) lines.push(one(limits))
  if (!isPlain && happens(0.2)) lines.push(`limit_req_status ${one([429, 503, 444])};`)
  if (happens(0.08))
    lines.push(
      one([
        'error_page 403 404 /e.html;',
        ...(isPlain
          ? []
          : [
              'error_page 403 =404 /none;',
              'error_page 418 = @app;',
              'error_page 403 =200 /ok;',
              'error_page 403 http://x.example/;',
            ]),
      ]),
    )
  if (owner === 'location') {
    if (happens(0.06)) lines.push('internal;')
    if (happens(0.1))
      lines.push(
        `limit_except ${one(['GET', 'GET POST', 'POST'])} { ${one(['deny all;', 'allow 10.0.0.0/8; deny all;'])} }`,
      )
  }
  return lines
}

function rewriting(choice: Choice, flags: readonly string[]): readonly string[] {
  const { one, some, happens, isPlain } = choice
  const condition = (): string =>
    one([
      ...flags.map((flag) => `(${flag})`),
      ...flags.map((flag) => `(${flag} = 1)`),
      ...flags.map((flag) => `(${flag} !~ "^1$")`),
      '($http_user_agent ~ "oBot|Java")',
      '($http_user_agent ~* (gptbot|curl))',
      '($http_user_agent = "")',
      '($http_user_agent !~* "mozilla|curl")',
      '($request_method !~ ^(GET|HEAD|POST)$)',
      '($request_method = PUT)',
      '($host = a.example)',
      '($host !~ "a\\.example$")',
      ...(isPlain
        ? []
        : ['($request_uri ~* "(eval\\(|base64_decode)")', '($request_uri = /a/x)', '($query_string = "")']),
      '($uri ~ "^/a/(?!b)")',
      '($uri ~ \\.php$)',
      '($args ~ "debug=")',
      '($arg_q = 1)',
      '($http_x_token)',
      '($http_referer ~ "spam")',
      '($cookie_k = v)',
      '($remote_addr = 10.1.2.3)',
    ])
  const answers = [
    'return 403;',
    'return 404;',
    'return 410 "gone";',
    ...(isPlain ? [] : ['return 444;', 'return 418;']),
    'return 301 /z;',
    'return 200 "fine";',
    'break;',
  ]
  const kinds = [
    () => [`if ${condition()} { ${one(answers)} }`],
    () => [`if ${condition()} { ${one(answers)} }`],
    () => [
      `set $t__ 0;`,
      `if ${condition()} { set $t__ 1; }`,
      `if ${condition()} { set $t__ "\${t__}1"; }`,
      `if ($t__ = ${one(['1', '01', '11'])}) { ${one(answers)} }`,
    ],
    () => [`set $u__ 0; if ${condition()} { set $u__ 1; } if ($u__) { ${one(answers)} }`],
    () => (happens(0.3) ? [one(['return 403;', 'return 301 /y;', 'return 404;'])] : []),
    () => [
      `rewrite ${one(['^/b/(.*)$', '^/a$', '\\.bak$'])} ${one(['/c', 'https://z.example/', '/d/$1'])} ${one(['permanent', 'redirect'])};`,
    ],
  ]
  return some(kinds, 2).flatMap((kind) => kind())
}

function locations(
  choice: Choice,
  flags: readonly string[],
  limits: readonly string[],
  prefix: string,
  depth: number,
): readonly string[] {
  const { some, happens, isPlain } = choice
  const prefixes = ['/', '/a', '/a/', '/a/b', '/a/b/', '/ab', '/b/', '/a,b/', '/setup/', '/caf\u00e9'].filter(
    (text) => text.startsWith(prefix) && text !== prefix,
  )
  const exacts = ['/', '/a', '/a/', '/a/x', '/a/b', '/index.php', '/x(1).pdf', '/a/x.php'].filter((text) =>
    text.startsWith(prefix),
  )
  const regexes = [
    '~ \\.php$',
    '~ ^/a/',
    '~ /b/',
    '~ ^/setup/(?!pub/).',
    '~ (index|get)\\.php$',
    '~ /php[1-7]?/',
    '~ "^/a b"',
    '~ /x\\(1',
    '~ ^/a(/|$)',
    '~ ^/[^/]+$',
    ...(isPlain ? [] : ['~* ^/a/x', '~* \\.bak$', '~ /\\.(?!well-known/)', '~ ^/v[0-9]+/']),
  ]
  const chosen = [
    ...some(prefixes, 3).map((text) => ({ words: `${happens(0.2) ? '^~ ' : ''}${text}`, inner: text })),
    ...some(exacts, 2).map((text) => ({ words: `= ${text}`, inner: undefined })),
    ...some(regexes, 2).map((words) => ({ words, inner: happens(0.3) ? '~' : undefined })),
  ]
  return chosen.map(({ words, inner }) => {
    const nested =
      inner === undefined || depth === 0 || !happens(0.4) ? [] : locations(choice, flags, limits, inner, depth - 1)
    const lines = [...block(choice, flags, limits, 'location'), ...nested]
    return `location ${words} {\n    ${[...lines, 'proxy_pass http://app;'].join('\n    ')}\n  }`
  })
}
