import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { request } from 'node:http'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { sendRequest } from '@tidegate/engine/testing'
import { serveKey, serveOptionNames } from '@tidegate/node'
import { bundleCli, findProgram, freePorts, runServer } from '@tidegate/test-support'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { shippedSchemas } from '../../testing/json-schemas.ts'
import { runCommand } from '../../testing/run-command.ts'
import { serveFlagNames, serveFlags } from './serve-flags.ts'

const redisServer = findProgram('redis-server')

let folder: string
let started: Running[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidegate-serve-'))
  started = []
  write('site.policy', 'block path in /admin/**\n')
})
afterEach(async () => {
  for (const { child } of started) {
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'close')
  }
  rmSync(folder, { recursive: true })
})

function write(name: string, text: string): void {
  writeFileSync(join(folder, name), text)
}

interface Running {
  readonly child: ChildProcess
  log: () => string
}

interface Start {
  readonly env?: Readonly<Record<string, string>>
  /** A program that starts the gateway, with its arguments. */
  readonly through?: readonly string[]
}

function start(args: readonly string[], { env = {}, through = [] }: Start = {}): Running {
  const [program, ...rest] = [...through, process.execPath, bundleCli().main, 'serve', ...args]
  const child = spawn(program!, rest, { cwd: folder, env: { PATH: process.env['PATH'], ...env } })
  let log = ''
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()))
  child.stdout.on('data', (chunk: Buffer) => (log += chunk.toString()))
  const running = { child, log: () => log }
  started.push(running)
  return running
}

async function isReady({ log, child }: Running): Promise<void> {
  await expect
    .poll(() => (child.exitCode === null ? log() : `ended: ${log()}`), { timeout: 20_000 })
    .toMatch(/ready|^ended/s)
  expect(log()).toContain(' ready ')
}

const portIn = (log: string, name = 'listen'): number =>
  Number(new RegExp(`${name}=127\\.0\\.0\\.1:(\\d+)`).exec(log)?.[1])

const asked = (target: string): readonly string[] => [
  'X-Original-URI',
  target,
  'X-Original-Method',
  'GET',
  'X-Real-IP',
  '192.0.2.1', // prettier-ignore
]
const check = (port: number, target: string): Promise<number> =>
  sendRequest({ port, target: '/authz/auth-request', headers: asked(target) }).then(({ status }) => status)

const anyPort = ['--listen', '127.0.0.1:0', '--admin', '127.0.0.1:0']

describe('tidegate serve', () => {
  it('answers checks and health, reloads on SIGHUP and on change, and stops on SIGTERM', async () => {
    write('tidegate.yaml', 'policy: site.policy\nserve:\n  behind: nginx\n')
    const gateway = start(anyPort)
    await isReady(gateway)
    const port = portIn(gateway.log())
    const admin = portIn(gateway.log(), 'admin')
    expect(await Promise.all([check(port, '/'), check(port, '/admin/x')])).toEqual([200, 403])
    for (const [path, status] of [
      ['/healthz', 200],
      ['/readyz', 200],
      ['/ping', 200],
      ['/ready', 200],
      ['/metrics', 200],
      ['/other', 404],
    ] as const)
      expect([path, (await sendRequest({ port: admin, target: path })).status]).toEqual([path, status])

    write('site.policy', 'block path in /new/**\n')
    await expect.poll(() => check(port, '/new/x'), { timeout: 10_000 }).toBe(403)
    gateway.child.kill('SIGHUP')
    await expect.poll(() => gateway.log(), { timeout: 10_000 }).toContain('policy unchanged')
    write('site.policy', 'block path in\n')
    gateway.child.kill('SIGHUP')
    await expect.poll(() => gateway.log(), { timeout: 10_000 }).toContain('code=reload-failed')
    // Each reload is one line.
    expect(gateway.log().match(/policy unchanged/g)).toHaveLength(1)
    expect(gateway.log()).not.toMatch(/ reloaded/)
    expect(await check(port, '/new/x')).toBe(403)
    const { body } = await sendRequest({ port: admin, target: '/metrics' })
    expect(body).toContain('tidegate_last_reload_successful{policy="site"} 0\n')

    gateway.child.kill('SIGTERM')
    const [code] = (await once(gateway.child, 'close')) as [number]
    expect([code, gateway.log()]).toEqual([0, expect.stringContaining('stopped')])
  })

  it.skipIf(redisServer === undefined)(
    'counts in Redis with other gateways, and starts and goes on without the server',
    async () => {
      const [port] = await freePorts(1)
      const url = `redis://:secret@127.0.0.1:${port}`
      const settings = [
        '--port',
        String(port),
        '--bind',
        '127.0.0.1',
        '--save',
        '',
        '--dir',
        folder,
        '--requirepass',
        'secret',
      ]
      const redis = await runServer({ path: redisServer!, args: settings, port: port! })
      try {
        write('site.policy', 'limit 3 per hour per ip\n')
        write('tidegate.yaml', `policy: site.policy\nserve: { store: '${url}' }\n`)
        const gateways = [start(anyPort), start(anyPort, { env: { TIDEGATE_STORE: url } })]
        for (const gateway of gateways) await isReady(gateway)
        const statuses: number[] = []
        for (const gateway of [...gateways, ...gateways]) statuses.push(await check(portIn(gateway.log()), '/'))
        expect(statuses).toEqual([200, 200, 200, 403])
        await redis.stop()
        // Without the server it counts by itself.
        expect(await check(portIn(gateways[0]!.log()), '/')).toBe(200)
        expect(gateways[0]!.log()).toMatch(/no connection to the server of the counters: \S.* code=store-error/)
        expect(gateways[0]!.log()).not.toContain('enableOfflineQueue')
        const late = start(anyPort)
        await isReady(late)
        expect(late.log()).toContain('no connection to the server of the counters')
        expect([...gateways, late].map(({ log }) => log()).join('')).not.toContain('secret')
      } finally {
        await redis.stop()
      }
    },
  )

  it.each(['SIGTERM', 'SIGKILL'] as const)('goes on with the counters of the last process after %s', async (signal) => {
    write('site.policy', 'limit 3 per hour per ip\n')
    const args = ['--policy', 'site.policy', '--state', 'state', ...anyPort]
    const first = start(args)
    await isReady(first)
    expect([await check(portIn(first.log()), '/'), await check(portIn(first.log()), '/')]).toEqual([200, 200])
    const countedMs = Date.now()
    const counters = join(folder, 'state', 'site.policy', 'counters')
    // After SIGKILL, the next one knows what was written about once a second. One snapshot may have begun before the requests.
    const isWritten = (): boolean => existsSync(counters) && statSync(counters).mtimeMs > countedMs + 500
    if (signal === 'SIGKILL') await expect.poll(isWritten, { timeout: 20_000 }).toBe(true)
    const second = start(args)
    await once(second.child, 'close')
    expect([second.child.exitCode, second.log()]).toEqual([2, expect.stringContaining('is in use by process')])
    first.child.kill(signal)
    await once(first.child, 'close')
    const next = start(args)
    await isReady(next)
    expect([await check(portIn(next.log()), '/'), await check(portIn(next.log()), '/')]).toEqual([200, 403])
  })

  it('takes a SIGHUP while it starts, and goes on', async () => {
    const gateway = start(['--policy', 'site.policy', ...anyPort])
    await expect.poll(() => gateway.log(), { timeout: 20_000, interval: 5 }).toContain('starting')
    const signals = setInterval(() => gateway.child.kill('SIGHUP'), 5)
    await isReady(gateway)
    clearInterval(signals)
    expect(await check(portIn(gateway.log()), '/admin/x')).toBe(403)
  })

  it('closes every door that is not opened, and refuses peers that are not named', async () => {
    const gateway = start(['--policy', 'site.policy', '--behind', 'caddy', '--proxies', '192.0.2.1', ...anyPort])
    await isReady(gateway)
    expect(await check(portIn(gateway.log()), '/')).toBe(403)
    expect(gateway.log()).toContain('a peer that is not in `serve.proxies` asked')
    const other = start(['--policy', 'site.policy', '--behind', 'caddy', ...anyPort])
    await isReady(other)
    expect(await check(portIn(other.log()), '/')).toBe(403)
  })

  it('listens on a Unix socket, replaces one that is left over, and never a file or a socket in use', async () => {
    const socketPath = join(folder, 'gate.sock')
    const get = (): Promise<number> =>
      new Promise((resolve, reject) => {
        const headers = { 'x-original-uri': '/admin/x', 'x-original-method': 'GET', 'x-real-ip': '192.0.2.1' }
        request({ socketPath, path: '/authz/auth-request', headers }, ({ statusCode = 0 }) => resolve(statusCode))
          .on('error', reject)
          .end()
      })
    const args = ['--policy', 'site.policy', '--listen', `unix:${socketPath}`, '--admin', 'none']
    const first = start(args)
    await isReady(first)
    expect([await get(), statSync(socketPath).mode & 0o777]).toEqual([403, 0o660])
    const second = start(args)
    await once(second.child, 'close')
    expect([second.child.exitCode, second.log()]).toEqual([2, expect.stringContaining('another program uses it')])
    first.child.kill('SIGKILL')
    await once(first.child, 'close')
    const third = start(args)
    await isReady(third)
    expect(await get()).toBe(403)
    const fourth = start([...args.slice(0, 2), '--listen', `unix:${join(folder, 'site.policy')}`])
    await once(fourth.child, 'close')
    expect([fourth.child.exitCode, fourth.log()]).toEqual([2, expect.stringContaining('is not a socket')])
  })

  const activate = findProgram('systemd-socket-activate')
  it.skipIf(activate === undefined)('takes the sockets of systemd', async () => {
    const [port] = (await freePorts(1)) as [number]
    const through = [activate!, '-l', `127.0.0.1:${port}`]
    const gateway = start(['--policy', 'site.policy', '--admin', 'none'], { through })
    await wait(300)
    // The first connection starts the service.
    expect(await check(port, '/admin/x')).toBe(403)
    expect(gateway.log()).toContain(`listen=127.0.0.1:${port}`)
  })

  const perl = findProgram('perl')
  const setGroup = findProgram('setpriv')
  const cannotChange = perl === undefined || setGroup === undefined || process.getuid?.() !== 0
  it.skipIf(cannotChange)('lets the group in which it runs connect to its Unix socket, and no others', async () => {
    const [proxyGroup, otherGroup, nobody] = [33, 65_533, 65_534]
    const socketPath = join(folder, 'gate.sock')
    chmodSync(folder, 0o755)
    // As with `Group=` in a unit.
    const through = [setGroup!, `--regid=${proxyGroup}`, '--clear-groups']
    await isReady(start(['--policy', 'site.policy', '--listen', `unix:${socketPath}`, '--admin', 'none'], { through }))
    const connectAs = (gid: number): number | null => {
      const program = 'exit(IO::Socket::UNIX->new(Peer => $ARGV[0]) ? 0 : 7)'
      return spawnSync(perl!, ['-MIO::Socket::UNIX', '-e', program, socketPath], { uid: nobody, gid }).status
    }
    expect([connectAs(proxyGroup), connectAs(otherGroup)]).toEqual([0, 7])
  })

  it('takes options from the file, the environment and flags, in this order of precedence', async () => {
    write('tidegate.yaml', 'policy: site.policy\nserve:\n  listen: 127.0.0.1:1\n  admin: none\n  logFormat: text\n')
    const env = { TIDEGATE_LISTEN: '127.0.0.1:2', TIDEGATE_LOG_FORMAT: 'json' }
    const gateway = start(['--listen', '127.0.0.1:0'], { env })
    await expect.poll(() => gateway.log(), { timeout: 20_000 }).toContain('"message":"ready"')
    for (const line of gateway.log().trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('level')
  })

  it.each([
    [['--policy', 'site.policy', '--behind', 'apache'], {}, 'expected one of nginx, caddy, haproxy, traefik, envoy'],
    [['--policy', 'missing.policy'], {}, 'missing.policy'],
    [[], {}, 'no policy given'],
    [['--policy', 'site.policy'], { TIDEGATE_LISEN: '127.0.0.1:0' }, 'did you mean TIDEGATE_LISTEN?'],
    [['--policy', 'site.policy'], { TIDEGATE_DRAIN: 'soon' }, 'invalid value of TIDEGATE_DRAIN'],
    [['--policy', 'site.policy', '--listen', 'systemd', '--admin', 'none'], {}, 'systemd passed no socket'],
    [['none.yaml'], {}, 'cannot read'],
  ])('ends with 2 and says what to do: %j %j', async (args, env, message) => {
    const gateway = start(args, { env })
    await once(gateway.child, 'close')
    expect([gateway.child.exitCode, gateway.log()]).toEqual([2, expect.stringContaining(message)])
    expect(gateway.log()).not.toContain('internal error')
  })

  it('names the address that another program uses', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    const gateway = start(['--policy', 'site.policy', '--listen', `127.0.0.1:${port}`, '--admin', 'none'])
    await once(gateway.child, 'close')
    expect([gateway.child.exitCode, gateway.log()]).toEqual([
      2,
      expect.stringContaining(`127.0.0.1:${port} (EADDRINUSE)`),
    ])
    server.close()
  })
})

describe('tidegate serve --check', () => {
  it('says what the gateway would do, also as JSON, without listening', async () => {
    write('shop.policy', 'limit 5 per minute per ip counting only replies 401\nlimit 9 at once per ip\n')
    write(
      'tidegate.yaml',
      'policy: site.policy\nserve:\n  behind: [nginx, envoy]\n  sites: [{ host: shop.example, policy: shop.policy }]\n',
    )
    const { code, out } = await runCommand(['serve', '--check'], folder)
    expect([code, out]).toEqual([
      0,
      `configuration  tidegate.yaml
listen         127.0.0.1:7411
admin          127.0.0.1:7412
page           http://127.0.0.1:7412/page
doors          nginx, envoy
request ids    none: every check counts
statuses       not received
policy         shop.policy for shop.example
policy         site.policy for all other hosts
counts nothing shop.policy:1
not enforced   shop.policy:2 (at once)
the configuration is good
`,
    ])
    const json = await runCommand(['serve', '--check', '--json'], folder)
    const validate = shippedSchemas().get('serve')!
    expect([validate(JSON.parse(json.out)), validate.errors]).toEqual([true, null])
  })
})

describe('the options of tidegate serve', () => {
  it('have a flag, a variable and an entry in the schema of tidegate.yaml', () => {
    const schema = JSON.parse(
      readFileSync(new URL('../../../schemas/config.schema.json', import.meta.url), 'utf8'),
    ) as {
      properties: { serve: { properties: object } }
    }
    expect(Object.keys(schema.properties.serve.properties)).toEqual(serveOptionNames.map(serveKey))
    for (const name of serveFlagNames) {
      const words = serveKey(name).replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
      // WHY `adminToken` has none: flags can be seen by all users of a machine.
      const flag = serveFlags[name]!.flag?.replace('--no-', '--').split(' ')[0]
      expect(flag).toBe(name === 'adminToken' ? undefined : `--${words}`)
      expect(serveFlags[name]!.variable).toBe(`TIDEGATE_${words.replaceAll('-', '_').toUpperCase()}`)
    }
  })
})
