import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { sendRequest } from '@tidegate/engine/testing'
import { bundleCli, runs } from '@tidegate/test-support'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runCommand } from '../../testing/run-command.ts'

const quota = 30
const isDeep = runs(1) > 1

let folder: string
let started: Running[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidegate-processes-'))
  started = []
  write('site.policy', `block path in /admin/**\nlimit ${quota} per hour per ip\n`)
})
afterEach(async () => {
  for (const { child, log } of started) {
    if (child.exitCode === null && child.signalCode === null) {
      const closed = once(child, 'close')
      child.kill('SIGKILL')
      await closed
    }
    for (const pid of workersIn(log()).values()) await hasEnded(pid)
  }
  rmSync(folder, { recursive: true })
})

function write(name: string, text: string): void {
  writeFileSync(join(folder, name), text)
}

interface Running {
  readonly child: ChildProcess
  readonly log: () => string
}

function begin(...args: readonly string[]): Running {
  const all = [bundleCli().main, 'serve', '--policy', 'site.policy', '--behind', 'nginx', ...args]
  // WHY: on a busy machine, the process with the counters may answer late, and each worker would admit its share by itself.
  const exact = ['--on-store-error', 'deny', '--store-timeout', '10s']
  const anyPort = ['--listen', '127.0.0.1:0', '--admin', '127.0.0.1:0']
  // WHY: the sockets of the counters are in the temporary folder.
  const env = { PATH: process.env['PATH'], TMPDIR: folder }
  const child = spawn(process.execPath, [...all, ...anyPort, ...exact], { cwd: folder, env })
  let log = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (log += chunk.toString()))
  const running = { child, log: () => log }
  started.push(running)
  return running
}

async function start(...args: readonly string[]): Promise<Running> {
  const running = begin(...args)
  const { child, log } = running
  await until(() => / ready listen=/.test(log()) || child.exitCode !== null)
  expect(log()).toMatch(/ ready listen=/)
  return running
}

async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await wait(20)
}

const portIn = (log: string, name: string): number =>
  Number(new RegExp(`${name}=127\\.0\\.0\\.1:(\\d+)`).exec(log)?.[1])

/** The process id of each worker, the last one that was ready. */
function workersIn(log: string): ReadonlyMap<number, number> {
  return new Map(
    [...log.matchAll(/worker ready worker=(\d+) pid=(\d+)/g)].map(([, worker, pid]) => [Number(worker), Number(pid)]),
  )
}

async function hasEnded(pid: number): Promise<void> {
  await until(() => {
    try {
      process.kill(pid, 0)
      return false
    } catch {
      return true
    }
  })
}

type Answer = Awaited<ReturnType<typeof sendRequest>>

/** Asks as nginx does; undefined if the connection was broken off. */
async function check(port: number, target: string, ip: string): Promise<Answer | undefined> {
  const headers = ['X-Original-URI', target, 'X-Original-Method', 'GET', 'X-Real-IP', ip]
  return sendRequest({ port, target: '/authz/auth-request', headers }).catch((error: Error) => {
    // No client waits for a worker that has ended.
    expect(error.message).not.toContain('no reply')
    return undefined
  })
}

async function post(admin: number, path: string, body: object): Promise<{ readonly kind: string }> {
  const reply = await fetch(`http://127.0.0.1:${admin}/v1/${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  })
  return (await reply.json()) as { readonly kind: string }
}

async function get(admin: number, path: string): Promise<string> {
  return (await fetch(`http://127.0.0.1:${admin}${path}`)).text()
}

function decisionsIn(metrics: string, outcome: string): number {
  const lines = metrics
    .split('\n')
    .filter((line) => line.startsWith('tidegate_decisions_total{') && line.includes(`outcome="${outcome}"`))
  return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0)
}

describe('tidegate serve --workers', () => {
  it('decides in several processes as in one, also while one of them is killed under load', async () => {
    const workers = isDeep ? 3 : 2
    const gateway = await start('--workers', String(workers), '--state', 'state', '--decision-log', 'decisions.ndjson')
    const [port, admin] = [portIn(gateway.log(), 'listen'), portIn(gateway.log(), 'admin')]
    expect(workersIn(gateway.log()).size).toBe(workers)

    // Under load, and one worker is killed in the middle.
    const answers: (Answer | undefined)[] = []
    const client = async (at: number): Promise<void> => {
      for (let i = 0; i < 40; i++) answers.push(await check(port, '/', `192.0.2.${at % 2}`))
    }
    const load = Promise.all(Array.from({ length: 6 }, async (_, at) => client(at)))
    await until(() => answers.length > 60)
    process.kill(workersIn(gateway.log()).get(1)!, 'SIGKILL')
    await load
    await until(() => [...gateway.log().matchAll(/worker ready/g)].length > workers)
    expect(gateway.log()).toContain('a worker ended: another one is started')
    const passed = answers.filter((answer) => answer?.status === 200).length
    const refused = answers.filter((answer) => answer?.status === 403).length
    // A killed worker may have been granted places that it could not report.
    expect(passed).toBeLessThanOrEqual(2 * quota)
    expect(passed).toBeGreaterThan(2 * quota - 12)
    expect(passed + refused).toBeGreaterThan(200)

    // What all have done is in one place; of the killed one, what it has told within the last second.
    const metrics = await get(admin, '/metrics')
    expect(decisionsIn(metrics, 'pass')).toBeLessThanOrEqual(2 * quota)
    expect(decisionsIn(metrics, 'limit')).toBeGreaterThan(0)
    // The process with the counters reports this about once a second.
    await until(async () => /tidegate_counters_subjects\{policy="site"\} 2\n/.test(await get(admin, '/metrics')))
    const before = decisionsIn(metrics, 'block')
    const blocked = await Promise.all(Array.from({ length: 8 }, async () => check(port, '/admin/', '192.0.2.9')))
    expect(decisionsIn(await get(admin, '/metrics'), 'block')).toBe(before + 8)

    // Whichever worker nginx asks for the reply, and whichever the refusal came from.
    for (const answer of blocked) {
      const headers = ['X-Tidegate-Reply', String(answer!.headers['x-tidegate-reply'])]
      const replies = await Promise.all(
        [1, 2, 3].map(async () => sendRequest({ port, target: '/authz/reply', headers })),
      )
      expect(
        replies.map(({ status, body }) => [status, body.includes(String(answer!.headers['x-tidegate-id'] ?? ''))]),
      ).toEqual(Array(3).fill([403, true]))
    }
    const { value: found } = JSON.parse(await get(admin, '/v1/refusals?ip=192.0.2.9')) as { value: { id: string }[] }
    expect(found).toHaveLength(8)
    for (const { id } of found) expect(await get(admin, `/v1/why?id=${id}`)).toContain('"found"')

    // Operators change all of them.
    expect(await post(admin, 'counters/reset', { ip: '192.0.2.1' })).toMatchObject({ kind: 'done' })
    const again = await Promise.all(Array.from({ length: quota + 6 }, async () => check(port, '/', '192.0.2.1')))
    expect(again.filter((answer) => answer?.status === 200)).toHaveLength(quota)
    const rule = { statement: 'block path in /closed/**', forMs: 60_000 }
    expect(await post(admin, 'tightenings/add', rule)).toMatchObject({ kind: 'done' })
    const closed = await Promise.all(Array.from({ length: 8 }, async () => check(port, '/closed/', '192.0.2.8')))
    expect(closed.map((answer) => answer?.status)).toEqual(Array(8).fill(403))
    // WHY only then: each process that starts takes half a second of processor time.
    if (isDeep) {
      process.kill(workersIn(gateway.log()).get(2)!, 'SIGKILL')
      await until(() => [...gateway.log().matchAll(/worker ready/g)].length > workers + 1)
      const later = await Promise.all(Array.from({ length: 8 }, async () => check(port, '/closed/', '192.0.2.7')))
      expect(later.map((answer) => answer?.status)).toEqual(Array(8).fill(403))
    }

    // A reload reaches all of them.
    write('site.policy', `block path in /new/**\nlimit ${quota} per hour per ip\n`)
    gateway.child.kill('SIGHUP')
    await until(async () => {
      const all = await Promise.all(Array.from({ length: 8 }, async () => check(port, '/new/', '192.0.2.6')))
      return all.every((answer) => answer?.status === 403)
    })

    const pids = [...workersIn(gateway.log()).values()]
    gateway.child.kill('SIGTERM')
    const [code] = (await once(gateway.child, 'close')) as [number]
    expect([code, gateway.log()]).toEqual([0, expect.stringContaining('stopped')])
    for (const pid of pids) await hasEnded(pid)
    expect(readdirSync(folder).filter((name) => name.startsWith('decisions'))).toEqual(
      Array.from({ length: workers }, (_, at) => `decisions-${at + 1}.ndjson`),
    )
    for (const line of readFileSync(join(folder, 'decisions-1.ndjson'), 'utf8').trim().split('\n')) JSON.parse(line)
    expect(existsSync(join(folder, 'state', 'lock'))).toBe(false)
    if (!isDeep) return
    // The counters have outlived all of them.
    const next = await start('--workers', '2', '--state', 'state')
    const still = await check(portIn(next.log(), 'listen'), '/', '192.0.2.1')
    expect(still?.status).toBe(403)
    expect(next.log()).toContain('restored the temporary rules')
  })

  it('says which worker cannot start, and leaves no process', async () => {
    mkdirSync(join(folder, 'decisions-2.ndjson'))
    const { child, log } = begin('--workers', '2', '--decision-log', 'decisions.ndjson')
    const [code] = (await once(child, 'close')) as [number]
    expect([code, log()]).toEqual([2, expect.stringContaining('cannot open the decision log')])
  })

  it.each([
    [['--request-ids'], 'cannot be used with `serve.requestIds` and `serve.settle`'],
    [['--decision-log', '-'], 'cannot be used with a log on standard output'],
  ])('refuses what several processes cannot do: %j', async (args, message) => {
    const { code, err } = await runCommand(
      ['serve', '--check', '--policy', 'site.policy', '--workers', '2', ...args],
      folder,
    )
    expect([code, err]).toEqual([2, expect.stringContaining(message)])
  })

  it('describes itself', async () => {
    const { out } = await runCommand(['serve', '--check', '--policy', 'site.policy', '--workers', '4'], folder)
    expect(out).toContain('processes      4, which share their counters\n')
  })
})
