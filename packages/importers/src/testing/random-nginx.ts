import type { NginxCase, NginxProbe } from './nginx-case.ts'
import { type Choice, choiceOf } from './random-choice.ts'
import { server, severalServers } from './random-server.ts'

const addresses = ['198.51.100.7', '203.0.113.9', '2001:db8::7', '10.1.2.3']
const hosts = ['a.example', 'www.a.example', 'b.example', 'x.b.example', 'other.test', 'A.Example']
const agents = [
  'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0',
  'oBot/1.0',
  'SomeChecker/1.0 (+https://checker.example/robot.html)',
  'GPTBot/1.1',
  'gptbot',
  'ChatGPT Agent/1.0',
  'curl/8.5',
  'bot7',
  'Java/17',
]
const targets = [
  '/ /a /a/ /A/ /a/x /a/x.php /a/X.PHP /a/b /a/b/ /a/b/x.php /a/b/c /ab /b/y /index.php /a,b/c /a%2Cb/c /a%2cb/c',
  '/x(1).pdf /x%281%29.pdf /a%20b/c /%61/x //a/x /a//b/x.php /a;b /a+b /caf%C3%A9 /.git/config /.well-known/x',
  '/x/.env /setup/ /setup/pub/x /setup/x /pub/media/customer/get.php /v12/x /php7/ /?q=eval(1) /?q=1 /a/x?debug=1',
  '/a? /x.bak /x.BAK /a/%2e/x /a%2Fx /a/x.php/y /b/ /b /a/x.php?id=2',
].flatMap((row) => row.split(' '))
/** Without those that a gate refuses because of their paths, or that nginx redirects to a folder: these are not counted by both. */
const countedTargets = targets.filter((target) => !/%2[eF]|^\/(?:ab?|a\/b|b|setup|php7)(?:\?.*)?$/.test(target))
const methods = ['GET', 'GET', 'GET', 'POST', 'HEAD', 'PUT', 'OPTIONS', 'DELETE']

/** Returns a random configuration, and requests that tell its rules apart. */
export function randomNginx(random: () => number, name: string): NginxCase {
  const choice = choiceOf(random, random() < 0.8)
  const { one, some, happens } = choice
  const http: string[] = []
  const flags: string[] = []
  if (happens(0.5)) flags.push(agentMap(choice, http))
  if (happens(0.3)) flags.push(geo(choice, http))
  if (flags.length === 2 && happens(0.5)) {
    http.push(`map "${flags.join(':')}" $both__ { default 0; "1:1" 1; "~^1:" 2; }`)
    flags.push('$both__')
  }
  if (happens(0.25)) flags.push(requestMap(choice, http))
  const limits = happens(0.25) ? limitZones(choice, http) : []
  const servers = happens(0.7) ? [server(choice, flags, limits, undefined)] : severalServers(choice, flags, limits)
  const probes: NginxProbe[] = Array.from({ length: 24 }, () => ({
    target: one(limits.length > 0 ? countedTargets : targets),
    method: one(methods),
    host: one(hosts),
    ip: one(addresses),
    ...(happens(0.6) && { agent: one(agents) }),
    headers: some(
      [
        ['X-Token', 'abc'],
        ['Referer', 'https://spam.example/'],
        ['Cookie', 'k=v'],
      ] as const,
      1,
    ),
  }))
  return { name, http: http.join('\n'), servers: servers.join('\n'), probes }
}

function agentMap({ one, some, happens }: Choice, http: string[]): string {
  const entries = some(
    [
      '~oBot 1;',
      '~*gptbot 1;',
      '"~*(ChatGPT Agent|Java)" 1;',
      '~*(GPTBot|ChatGPT\\ Agent) 1;',
      '"~*bot[0-9]" 1;',
      '~^curl 1;',
      '"" 1;',
      '~*checker 0;',
      '"~*(a{3}x|java)" 1;',
      '"~(?i)gptbot" 1;',
    ],
    4,
  )
  http.push(`map $http_user_agent $bad__ { default ${happens(0.1) ? 1 : 0}; ${entries.join(' ')} }`)
  return one(['$bad__', '$bad__', '${bad__}']).replace('${bad__}', '$bad__')
}

function geo({ some, happens }: Choice, http: string[]): string {
  const entries = some(
    ['198.51.100.0/24 1;', '198.51.100.7 0;', '203.0.113.9 1;', '2001:db8::/32 1;', '10.0.0.0/8 1;', '10.1.0.0/16 0;'],
    5,
  )
  http.push(`geo $near__ { default ${happens(0.2) ? 1 : 0}; ${entries.join(' ')} }`)
  return '$near__'
}

function requestMap({ one }: Choice, http: string[]): string {
  const [source, entries] = one([
    ['$request_method', 'post 1; PUT 1; "~^(OPTIONS|DELETE)$" 1;'],
    ['$uri', '/a/x 1; ~^/a/b/ 1; "~\\.php$" 1;'],
    ['$host', 'hostnames; *.b.example 1; a.example 0; .other.test 1;'],
    ['$http_x_token', 'abc 1;'],
    ['$args', '"~debug" 1; "" 0;'],
    ['$remote_addr', '198.51.100.7 1; ~^10\\. 1;'],
  ] as const)
  http.push(`map ${source} $asked__ { ${entries} default 0; }`)
  return '$asked__'
}

function limitZones({ one, isPlain }: Choice, http: string[]): readonly string[] {
  const key = one([
    '$binary_remote_addr',
    '"$binary_remote_addr$http_user_agent"',
    '$server_name',
    '$http_x_token',
    '"$host$http_x_token"',
    '$binary_remote_addr$uri',
  ])
  http.push(`limit_req_zone ${key} zone=z__:1m rate=1r/m;`)
  http.push(`limit_req_zone $binary_remote_addr zone=y__:1m rate=2r/m;`)
  return [
    'limit_req zone=z__;',
    ...(isPlain ? [] : ['limit_req zone=z__ burst=2 nodelay;']),
    'limit_req zone=y__ burst=1 nodelay;',
  ]
}
