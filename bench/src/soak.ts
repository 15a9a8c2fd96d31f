/**
 * Lets nginx with a gateway, bundled as it is published, serve for minutes, while policies are replaced and the gateway is killed:
 * `pnpm --filter @tidegate/bench soak [MINUTES] [SECONDS]`. Prints the number of wrong decisions (which has to be 0), of requests that were refused
 * because the gateway was away, and its memory. Exits with 1 if a decision was wrong, or if the gateway ended by itself.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { Agent, createServer, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { recipeFor } from '@tidegate/gateway'

/** For how long, and after how many seconds the gateway is killed each time; 0: never, to see its memory. */
const [minutes = 10, killAfter = 30] = process.argv.slice(2).map(Number)
const folder = mkdtempSync(join(tmpdir(), 'tidegate-soak-'))
const [sitePort, gatePort, adminPort, proxyPort, settlePort] = [17_480, 17_411, 17_412, 17_400, 17_413]
const main = join(folder, 'bundle', 'main.js')
const bundler = fileURLToPath(new URL('../../scripts/bundle-cli.ts', import.meta.url))
execFileSync(process.execPath, [bundler, join(folder, 'bundle')], { stdio: 'ignore' })
writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')

/** Which of two policies is written. Both decide the same, except below `/toggle/`. */
let version = 0
function writePolicy(): void {
  const toggled = version % 2 === 0 ? 'block path in /toggle/**\n' : ''
  const names = Array.from({ length: 300 }, (_, i) => `block path in /blocked/${i}/**\n`).join('')
  const limits =
    'limit 1000000 per minute per ip as "many"\nwhere path in /login/** { limit 100000 per minute per ip counting only replies 401 }\n'
  writeFileSync(join(folder, 'site.policy'), `policy "soak"\n${names}${toggled}${limits}`)
}

interface Counts {
  requests: number
  away: number
  wrong: number
  reloads: number
  kills: number
  /** How often the gateway ended without being killed. */
  ended: number
}
const counts: Counts = { requests: 0, away: 0, wrong: 0, reloads: 0, kills: 0, ended: 0 }

writePolicy()
const site = createServer((incoming, reply) => {
  reply.statusCode = incoming.url?.startsWith('/login/') === true ? 401 : 200
  reply.end('site')
}).listen(sitePort, '127.0.0.1')
const settings = {
  gateway: { kind: 'tcp', host: '127.0.0.1', port: gatePort },
  settle: { host: '127.0.0.1', port: settlePort },
  whenAway: 'refuse',
} as const
const [http, server] = recipeFor('nginx', settings).files.map(({ text }) => text)
const kinds = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
mkdirSync(join(folder, 'temporary'))
writeFileSync(
  join(folder, 'nginx.conf'),
  `daemon off;\nuser root;\npid ${folder}/nginx.pid;\nerror_log ${folder}/error.log;\nworker_processes 1;\nevents { worker_connections 1024; }\nhttp {
access_log off;
${kinds.map((kind) => `${kind}_temp_path ${folder}/temporary/${kind};`).join('\n')}
${http}
server {
  listen 127.0.0.1:${proxyPort};
${server}
  location / { proxy_pass http://127.0.0.1:${sitePort}; }
}
}\n`,
)
const nginx = spawn('nginx', ['-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')], { stdio: 'inherit' })

function startGateway(): ChildProcess {
  const own = [
    '--listen',
    `127.0.0.1:${gatePort}`,
    '--admin',
    `127.0.0.1:${adminPort}`,
    '--settle',
    `udp:127.0.0.1:${settlePort}`,
  ]
  const args = [
    'serve',
    '--policy',
    'site.policy',
    '--behind',
    'nginx',
    '--request-ids',
    '--log-level',
    'error',
    ...own,
  ]
  const child = spawn(process.execPath, [main, ...args], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] })
  child.on('exit', (code, signal) => {
    if (signal === 'SIGKILL' || isOver) return
    counts.ended += 1
    console.log(`the gateway ended by itself: ${signal ?? code}`)
  })
  return child
}

async function isReady(): Promise<void> {
  for (const until = Date.now() + 60_000; Date.now() < until;) {
    const status = await fetch(`http://127.0.0.1:${adminPort}/readyz`).then(
      (reply) => reply.status,
      () => 0,
    )
    if (status === 200) return
    await wait(50)
  }
  throw new Error('the gateway is not ready after a minute')
}

const agent = new Agent({ keepAlive: true, maxSockets: 16 })
function send(target: string): Promise<number> {
  return new Promise((resolve) => {
    const outgoing = request({ host: '127.0.0.1', port: proxyPort, path: target, agent }, (reply) => {
      reply.resume()
      reply.on('end', () => resolve(reply.statusCode ?? 0))
    })
    outgoing.on('error', () => resolve(0))
    outgoing.end()
  })
}

/** Which statuses are right for a target, while the gateway is there. */
function rightFor(target: string): readonly number[] {
  if (target.startsWith('/blocked/')) return [403]
  if (target.startsWith('/toggle/')) return [200, 403]
  return target.startsWith('/login/') ? [401] : [200]
}

function randomTarget(): string {
  const n = Math.floor(Math.random() * 300)
  const folders = ['blocked', 'free', 'toggle', 'login'] as const
  return `/${folders[Math.floor(Math.random() * folders.length)]}/${n}/x?${Math.random()}`
}

let isOver = false
let gateway = startGateway()
await isReady()
/** WHY: Node.js itself takes a moment until it can receive a SIGHUP, which ends it before that. */
let isServing = true
const endAt = Date.now() + minutes * 60_000

async function client(): Promise<void> {
  while (Date.now() < endAt) {
    const target = randomTarget()
    const status = await send(target)
    counts.requests += 1
    if (rightFor(target).includes(status)) continue
    if (status === 503 || status === 0) counts.away += 1
    else {
      counts.wrong += 1
      console.log(`wrong: ${target} ${status}`)
    }
  }
}

async function reloads(): Promise<void> {
  while (Date.now() < endAt) {
    await wait(2_000)
    version += 1
    writePolicy()
    counts.reloads += 1
    if (version % 3 === 0 && isServing) gateway.kill('SIGHUP')
  }
}

async function kills(): Promise<void> {
  while (killAfter > 0 && Date.now() + killAfter * 1_000 < endAt) {
    await wait(killAfter * 1_000)
    isServing = false
    gateway.kill('SIGKILL')
    counts.kills += 1
    gateway = startGateway()
    await isReady()
    isServing = true
  }
}

/** The memory of the gateway in MB, as the kernel counts it: now, and the most since it was started. */
function memory(): { readonly now: number; readonly most: number } {
  const status = readFileSync(`/proc/${gateway.pid}/status`, 'utf8')
  const megabytes = (field: string): number =>
    Math.round(Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(status)?.[1]) / 1_024)
  return { now: megabytes('VmRSS'), most: megabytes('VmHWM') }
}

async function watch(): Promise<void> {
  while (Date.now() < endAt) {
    await wait(15_000)
    try {
      const { now, most } = memory()
      console.log(`${JSON.stringify(counts)} ${now} MB, at most ${most} MB since its start`)
    } catch {
      console.log('the gateway is starting')
    }
  }
}

const startedAt = Date.now()
await Promise.all([...Array.from({ length: 8 }, client), reloads(), kills(), watch()])
console.log(
  `${((Date.now() - startedAt) / 60_000).toFixed(1)} minutes: ${counts.wrong} wrong of ${counts.requests} requests; ${counts.away} refused while the gateway was away; ${counts.reloads} reloads, ${counts.kills} kills; ended by itself: ${counts.ended}`,
)
isOver = true
const ends = [gateway, nginx].map((child) => once(child, 'exit'))
gateway.kill()
nginx.kill()
site.close()
agent.destroy()
await Promise.all(ends)
rmSync(folder, { recursive: true, force: true })
process.exitCode = counts.wrong + counts.ended > 0 ? 1 : 0
