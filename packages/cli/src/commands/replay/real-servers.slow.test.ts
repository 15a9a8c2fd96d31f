import { createSocket } from 'node:dgram'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { createGate } from '@tidegate/engine'
import { findProgram, freePorts, runServer, type RunningServer } from '@tidegate/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { planOf, replayText } from '../../testing/replay-text.ts'

const nginx = findProgram('nginx')
const apache = findProgram('apache2')
const haproxy = findProgram('haproxy')
const caddy = findProgram('caddy')

interface Sent {
  readonly peer: string
  readonly method: string
  readonly target: string
  readonly agent?: string
  readonly forwarded?: string
}

const scanner = `x"\\ Mozilla/5.0 (é) scanner`

/** Peers are addresses of the loopback interface: 127.0.0.1 is a trusted proxy, others connect by themselves. */
const sent: readonly Sent[] = [
  { peer: '127.0.0.1', method: 'GET', target: '/', agent: 'Mozilla/5.0 (X11)', forwarded: '203.0.113.1' },
  { peer: '127.0.0.1', method: 'GET', target: '/a?b=c', agent: 'Mozilla/5.0', forwarded: '192.0.2.1, 203.0.113.1' },
  { peer: '127.0.0.1', method: 'POST', target: '/a', agent: 'curl/8', forwarded: '203.0.113.1, 127.0.0.1' },
  { peer: '127.0.0.1', method: 'GET', target: '/admin', agent: 'Mozilla/5.0', forwarded: '2001:db8::7' },
  { peer: '127.0.0.1', method: 'GET', target: '/caf%C3%A9', agent: scanner, forwarded: '203.0.113.5' },
  { peer: '127.0.0.1', method: 'HEAD', target: '/x', agent: 'Mozilla/5.0', forwarded: '198.51.100.7' },
  { peer: '127.0.0.1', method: 'GET', target: '/health' },
  { peer: '127.0.0.9', method: 'GET', target: '/y', agent: 'Mozilla/5.0', forwarded: '198.51.100.7' },
  { peer: '127.0.0.9', method: 'GET', target: '/y', agent: 'Mozilla/5.0' },
  { peer: '127.0.0.9', method: 'GET', target: '/y' },
]

const rules = `
bots scanners = scanner
list bad = 198.51.100.0/24
block ip in bad  as "bad"
block bot in scanners  as "scanner"
block path in /admin  as "admin"
limit 2 per hour per ip  as "visitors"
`
const declared = `client ip from x-forwarded-for trusting 127.0.0.1${rules}`

/** What a gate with this policy decides for the requests one after another. */
function byGate(policy: string): object {
  const gate = createGate(planOf(policy), { clock: { wallMs: () => 0, monotonicMs: () => 0 }, logger: false })
  const decided = sent.map(({ peer, method, target, agent, forwarded }) => {
    const headers = [
      ...(agent === undefined ? [] : ['User-Agent', Buffer.from(agent).toString('latin1')]),
      ...(forwarded === undefined ? [] : ['X-Forwarded-For', forwarded]),
    ]
    return gate.decide({ method, target, headers, peer })
  })
  const counts = new Map<string, number>()
  for (const { outcome, ip, rule } of decided) {
    const key = outcome === 'pass' ? 'pass' : `${rule?.name} ${ip}`
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return Object.fromEntries([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

async function byReplay(policy: string, log: string, format?: string): Promise<{ formats: object; decided: object }> {
  const report = await replayText({ policy, logs: { log }, ...(format !== undefined && { format }) })
  expect(report.lines).toMatchObject({ judged: sent.length, unreadable: 0 })
  const refused = report.rules.flatMap(({ rule, clients }) =>
    clients.map(({ key, count }): [string, number] => [`${rule.name} ${key}`, count]),
  )
  const all: [string, number][] = [...refused, ['pass', report.outcomes.pass]]
  return {
    formats: report.logs.map((each) => each.format),
    decided: Object.fromEntries(all.toSorted(([a], [b]) => (a < b ? -1 : 1))),
  }
}

async function send(port: number, { peer, method, target, agent, forwarded }: Sent): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const headers = {
      Host: 'www.example.com',
      ...(agent !== undefined && { 'User-Agent': Buffer.from(agent).toString('latin1') }),
      ...(forwarded !== undefined && { 'X-Forwarded-For': forwarded }),
    }
    const options = { host: '127.0.0.1', port, localAddress: peer, method, path: target, headers, agent: false }
    request(options, (reply) => reply.resume().on('end', resolve))
      .on('error', reject)
      .end()
  })
}

/** Reads a log as soon as it has a line for each request. */
async function complete(read: () => string): Promise<string> {
  for (let tries = 0; tries < 200; tries++) {
    const text = read()
    if (text.split('\n').length > sent.length) return text
    await wait(25)
  }
  throw new Error(`the log has too few lines:\n${read()}`)
}

const isComplete = [nginx, apache, haproxy, caddy].every((program) => program !== undefined)

describe.skipIf(!isComplete)('the log of a real server', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tidegate-servers-'))
  const servers: RunningServer[] = []
  const syslog = createSocket('udp4')
  const logs: Record<string, string> = {}
  const path = (name: string): string => join(folder, name)
  const fromFile = (name: string) => (): string => readFileSync(path(name), 'latin1')

  beforeAll(async () => {
    const ports = await freePorts(7)
    const [combined = 0, main = 0, plain = 0, first = 0, balanced = 0, json = 0, application = 0] = ports
    mkdirSync(path('www'))
    writeFileSync(
      path('nginx.conf'),
      `daemon off; pid ${path('nginx.pid')}; error_log ${path('error.log')}; worker_processes 1;
events {}
http {
  client_body_temp_path ${path('b')}; proxy_temp_path ${path('p')}; fastcgi_temp_path ${path('f')};
  uwsgi_temp_path ${path('u')}; scgi_temp_path ${path('s')};
  log_format main '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" "$http_x_forwarded_for"';
  server { listen 127.0.0.1:${combined}; access_log ${path('combined.log')}; return 200; }
  server { listen 127.0.0.1:${main}; access_log ${path('main.log')} main; return 200; }
  server { listen 127.0.0.1:${application}; access_log off; return 200; }
}`,
    )
    const modules = '/usr/lib/apache2/modules'
    writeFileSync(
      path('apache.conf'),
      `ServerRoot ${folder}
PidFile ${path('apache.pid')}
ErrorLog ${path('apache-error.log')}
${['mpm_event', 'authz_core'].map((name) => `LoadModule ${name}_module ${modules}/mod_${name}.so`).join('\n')}
Mutex pthread
ServerName www.example.com
DocumentRoot ${path('www')}
Listen 127.0.0.1:${plain}
Listen 127.0.0.1:${first}
LogFormat "%h %l %u %t \\"%r\\" %>s %O \\"%{Referer}i\\" \\"%{User-Agent}i\\"" combined
LogFormat "%{X-Forwarded-For}i %h %l %u %t \\"%r\\" %>s %b \\"%{Referer}i\\" \\"%{User-Agent}i\\"" forwarded
<VirtualHost 127.0.0.1:${plain}>
CustomLog ${path('apache.log')} combined
</VirtualHost>
<VirtualHost 127.0.0.1:${first}>
CustomLog ${path('first.log')} forwarded
</VirtualHost>
`,
    )
    syslog.bind(0, '127.0.0.1')
    await new Promise((resolve) => syslog.once('listening', resolve))
    let datagrams = ''
    syslog.on('message', (message) => {
      const line = message.toString('latin1').trimEnd()
      // HAProxy also logs its start, and the connection with which the test finds out that it is ready.
      if (line.includes(' web ') && !line.includes('<BADREQ>')) datagrams += `${line}\n`
    })
    writeFileSync(
      path('haproxy.cfg'),
      `global
  log 127.0.0.1:${syslog.address().port} local0
defaults
  mode http
  log global
  option httplog
  timeout connect 2s
  timeout client 2s
  timeout server 2s
frontend web
  bind 127.0.0.1:${balanced}
  capture request header User-Agent len 64
  default_backend app
backend app
  server one 127.0.0.1:${application}
`,
    )
    writeFileSync(
      path('Caddyfile'),
      `{
  admin off
  auto_https off
}
http://:${json} {
  bind 127.0.0.1
  log {
    output file ${path('caddy.log')}
  }
  respond 200
}
`,
    )
    const home = { HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder, TZ: 'UTC' }
    servers.push(
      ...(await Promise.all([
        runServer({ path: nginx!, args: ['-p', folder, '-c', path('nginx.conf')], port: main }),
        runServer({ path: apache!, args: ['-f', path('apache.conf'), '-DFOREGROUND'], port: first }),
        runServer({ path: haproxy!, args: ['-db', '-f', path('haproxy.cfg')], port: balanced, env: home }),
        runServer({ path: caddy!, args: ['run', '--config', path('Caddyfile')], port: json, env: home }),
      ])),
    )
    for (const port of [combined, main, plain, first, balanced, json]) for (const each of sent) await send(port, each)
    for (const name of ['combined', 'main', 'apache', 'first', 'caddy'])
      logs[name] = await complete(fromFile(`${name}.log`))
    logs['haproxy'] = await complete(() => datagrams)
  })

  afterAll(async () => {
    for (const server of servers) await server.stop()
    syslog.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it.each([
    ['combined', 'combined'],
    ['apache', 'combined'],
  ])('that contains only peers gives the decisions of a gate without proxies: %s', async (name, format) => {
    const { formats, decided } = await byReplay(rules, logs[name]!)
    expect(formats).toEqual([format])
    expect(decided).toEqual(byGate(rules))
  })

  it.each([
    ['main', 'combined-forwarded'],
    ['first', 'combined-forwarded-first'],
    ['caddy', 'json'],
  ])('that contains X-Forwarded-For gives the decisions of a gate that trusts the proxy: %s', async (name, format) => {
    const { formats, decided } = await byReplay(declared, logs[name]!)
    expect(formats).toEqual([format])
    expect(decided).toEqual(byGate(declared))
  })

  it('of HAProxy through syslog gives the decisions by address and path; what it captures has no names', async () => {
    const noBots = rules.replace(/^.*scanner.*$/gm, '')
    const { formats, decided } = await byReplay(noBots, logs['haproxy']!)
    expect(formats).toEqual(['haproxy in syslog'])
    expect(decided).toEqual(byGate(noBots))
    // The pattern is that of the lines inside syslog.
    const named =
      '$remote_addr:$remote_port [$time_local] $frontend $backend $times $status $bytes $c $s $term $conns $queues {$http_user_agent} "$request"'
    expect((await byReplay(rules, logs['haproxy']!, named)).decided).toEqual(byGate(rules))
  })
})
