import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { createRandom, runs, seed } from '@tidegate/test-support'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type OpenedGate, openPolicy } from '../policy-files/open-policy.ts'
import type { OpenPolicyOptions } from '../policy-files/open-policy-options.ts'
import { elapsedSince } from './elapsed-since.ts'
import { readParts } from './snapshot-file.ts'

let folder: string
let state: string
const wallMs = Date.UTC(2026, 10, 4, 12)
let nowMs = 0
const clock = { wallMs: () => wallMs + nowMs, monotonicMs: () => nowMs }

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidegate-state-'))
  state = join(folder, 'state')
  nowMs = 0
})

afterEach(() => rmSync(folder, { recursive: true }))

function open(policy: string, options: OpenPolicyOptions = {}): Promise<OpenedGate> {
  writeFileSync(join(folder, 'site.policy'), policy)
  return openPolicy(join(folder, 'site.policy'), { state, clock, onLogLine: (line) => lines.push(line), ...options })
}

let lines: string[] = []
beforeEach(() => {
  lines = []
})

const request = { method: 'GET', target: '/', headers: [], peer: '192.0.2.1', user: 'ann' }
const admitted = (gate: OpenedGate, times: number): number =>
  Array.from({ length: times }, () => gate.decide(request)).filter(({ outcome }) => outcome === 'pass').length

describe('the state folder of openPolicy', () => {
  it('keeps the counts of limits that are still there, at their new count, and blocks', async () => {
    const first = await open(
      'limit 5 per hour per ip as "a"\nlimit 4 per day per user when user is present\nlimit 50 per calendar day per ip\n',
    )
    expect(admitted(first, 3)).toBe(3)
    await first.counters.block({ user: 'ann' }, 1000)
    expect(admitted(first, 1)).toBe(0)
    await first.close()
    // The limit `a` admits more now, `c` is gone, and `e` is new.
    const second = await open(
      'limit 6 per hour per ip as "a"\nlimit 4 per day per user when user is present\nlimit 8 per hour per user when user is present\n',
    )
    expect(admitted(second, 1)).toBe(0)
    nowMs += 1000
    const { counters } = await second.counters.read({ ip: '192.0.2.1', user: 'ann' })
    expect(counters.map(({ limit }) => limit.remaining)).toEqual([3, 1, 8])
    expect(admitted(second, 9)).toBe(1)
    await second.close()
    expect(lines.join()).toContain('continuing with the counters of the last process')
  })

  it('is readable by its owner only', async () => {
    await (await open('limit 5 per hour per ip\n')).close()
    expect([statSync(state).mode & 0o777, statSync(join(state, 'counters')).mode & 0o777]).toEqual([0o700, 0o600])
    expect(existsSync(join(state, 'lock'))).toBe(false)
  })

  it('is refused while another gate uses it, and free after that', async () => {
    const first = await open('limit 5 per hour per ip\n')
    await expect(open('limit 5 per hour per ip\n')).rejects.toThrow(`is in use by process ${process.pid}`)
    await first.close()
    await (await open('limit 5 per hour per ip\n')).close()
  })

  it('is taken over from a process that was killed', async () => {
    await (await open('limit 5 per hour per ip\n')).close()
    for (const lock of ['{"pid":999999999,"began":"1"}', `{"pid":${process.pid},"began":"another"}`, 'damaged']) {
      writeFileSync(join(state, 'lock'), lock)
      await (await open('limit 5 per hour per ip\n')).close()
      expect(existsSync(join(state, 'lock'))).toBe(false)
    }
  })

  it.runIf(process.platform === 'linux')(
    'is taken over from a process that has ended, and whose parent does not ask for its status',
    async () => {
      // WHY: the shell asks for the status of a child that ends before the shell has become another program.
      const child = `sh -c 'until [ "$(cat /proc/$PPID/comm)" = sleep ]; do sleep 0.01; done'`
      const parent = spawn('/bin/sh', ['-c', `${child} & echo $!; exec sleep 60`], {
        stdio: ['ignore', 'pipe', 'ignore'],
      })
      const [line] = (await once(createInterface(parent.stdout), 'line')) as [string]
      const stat = (): readonly string[] => readFileSync(`/proc/${line}/stat`, 'utf8').split(' ')
      while (stat()[2] !== 'Z') await wait(10)
      await (await open('limit 5 per hour per ip\n')).close()
      writeFileSync(join(state, 'lock'), JSON.stringify({ pid: Number(line), began: stat()[21] }))
      await (await open('limit 5 per hour per ip\n')).close()
      expect(existsSync(join(state, 'lock'))).toBe(false)
      parent.kill()
    },
  )

  it.each([
    ['store', () => ({ store: 'x' })],
    ['a file in its place', () => (writeFileSync(join(folder, 'file'), ''), { state: join(folder, 'file') })],
  ])('is refused with %s', async (_, options) => {
    await expect(async () => open('limit 5 per hour per ip\n', options())).rejects.toThrow(/state/)
  })

  it('is written as soon as it can be again, also if no request comes meanwhile', async () => {
    const gate = await open('limit 2 per hour per ip\n')
    mkdirSync(join(state, 'counters.new'))
    admitted(gate, 1)
    while (!lines.join().includes('the counters cannot be written')) await wait(20)
    // Two more times at which it fails.
    await wait(2_500)
    rmdirSync(join(state, 'counters.new'))
    await vi.waitFor(() => expect(existsSync(join(state, 'counters'))).toBe(true), { timeout: 5_000, interval: 50 })
    await gate.close()
  }, 15_000)

  it.each([
    ['was removed', () => rmSync(state, { recursive: true })],
    ['was taken by another process', () => writeFileSync(join(state, 'lock'), '{"pid":1,"began":"1"}')],
  ])('is reported if it %s, and is left alone', async (_, happens) => {
    const gate = await open('limit 2 per hour per ip\n')
    happens()
    await gate.close()
    expect(lines.join()).toContain('another process has taken the state folder')
    expect(existsSync(join(state, 'counters'))).toBe(false)
  })

  it('is not given up if it cannot be read for a moment', async () => {
    const gate = await open('limit 2 per hour per ip\n')
    admitted(gate, 1)
    // As without file descriptors: the lock exists, and cannot be read.
    renameSync(join(state, 'lock'), join(folder, 'lock'))
    mkdirSync(join(state, 'lock'))
    while (!lines.join().includes('the counters cannot be written')) await wait(20)
    rmdirSync(join(state, 'lock'))
    renameSync(join(folder, 'lock'), join(state, 'lock'))
    await gate.close()
    expect(existsSync(join(state, 'counters'))).toBe(true)
    expect(existsSync(join(state, 'lock'))).toBe(false)
  })

  it('reports a damaged file, sets it aside, and counts from zero', async () => {
    const first = await open('limit 2 per hour per ip\n')
    admitted(first, 2)
    await first.close()
    const whole = readFileSync(join(state, 'counters'))
    const random = createRandom(seed)
    for (let trial = 0; trial < runs(20); trial++) {
      const damaged = Uint8Array.from(
        whole.subarray(0, trial % 3 === 0 ? Math.floor(random() * whole.length) : undefined),
      )
      if (trial % 3 !== 0) damaged[Math.floor(random() * damaged.length)]! ^= 1 << Math.floor(random() * 8)
      expect(readParts(damaged)).toBe(undefined)
      writeFileSync(join(state, 'counters'), damaged)
      const gate = await open('limit 2 per hour per ip\n')
      expect(admitted(gate, 3)).toBe(2)
      await gate.close()
    }
    expect(lines.join('\n')).toContain('all limits count from zero: it is damaged, or another kind of file')
    expect(existsSync(join(state, 'counters.unusable'))).toBe(true)
  })
})

describe('elapsedSince', () => {
  const at = { wallMs: 1000, boot: 'a', upMs: 50 }
  it.each([
    [{ wallMs: 3000 }, 2000],
    [{ wallMs: 500 }, 0],
    // The wall clock was set forward.
    [{ wallMs: 9000, boot: 'a', upMs: 150 }, 100],
    [{ wallMs: 9000, boot: 'b', upMs: 150 }, 8000],
  ])('counts only time that has certainly passed: %j', (now, elapsedMs) => {
    expect(elapsedSince(at, now)).toBe(elapsedMs)
  })
})

/** A process that decides requests as fast as it can, and reports each admission before it decides the next one. */
const server = `
import { createServer } from 'node:http'
import { openPolicy } from '${new URL('../policy-files/open-policy.ts', import.meta.url).href}'
const gate = await openPolicy(process.argv[2], { state: process.argv[3], logger: false })
const server = createServer((request, response) => {
  const { outcome } = gate.decide({ method: 'GET', target: '/', headers: [], peer: '192.0.2.' + (request.url.length % 7) })
  response.statusCode = outcome === 'pass' ? 200 : 429
  response.end()
}).listen(0, '127.0.0.1', () => console.log(server.address().port))
if (process.argv[4] === 'closes')
  process.on('SIGTERM', () => server.close(async () => { await gate.close(); process.exit() }).closeAllConnections())
`

interface Running {
  readonly child: ChildProcess
  readonly port: number
}

async function start(mode: string): Promise<Running> {
  const main = join(folder, 'server.mjs')
  writeFileSync(main, server)
  const args = ['--conditions=@tidegate/source', main, join(folder, 'site.policy'), state, mode]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
  return { child, port: Number(line) }
}

/** Sends requests until the process has ended; returns when each admission was observed, by the wall clock. */
async function load({ child, port }: Running, end: () => Promise<void>): Promise<readonly number[]> {
  const times: number[] = []
  const exited = once(child, 'exit')
  let isOver = false
  async function client(id: number): Promise<void> {
    while (!isOver) {
      const status = await fetch(`http://127.0.0.1:${port}/${'x'.repeat(id)}`)
        .then(async (reply) => {
          await reply.arrayBuffer()
          return reply.status
        })
        .catch(() => 0)
      if (status === 200) times.push(Date.now())
      await wait(3)
    }
  }
  const clients = Array.from({ length: 4 }, (_, id) => client(id))
  await end()
  await exited
  isOver = true
  await Promise.all(clients)
  return times
}

describe('over a restart, under load', () => {
  it.each([
    ['SIGTERM', 'closes'],
    ['SIGTERM', 'has no listener'],
    ['SIGKILL', 'has no listener'],
  ] as const)(
    'after %s to a process that %s, the next one knows what was admitted',
    async (signal, mode) => {
      const count = 1_000_000
      writeFileSync(join(folder, 'site.policy'), `limit ${count} per hour in total\n`)
      const running = await start(mode)
      const times = await load(running, async () => {
        while (!existsSync(join(state, 'counters'))) await wait(20)
        await wait(100)
        running.child.kill(signal)
      })
      const [first] = readParts(readFileSync(join(state, 'counters')))!
      const { wallMs: writtenMs } = JSON.parse(Buffer.from(first!).toString()) as { wallMs: number }
      const next = await openPolicy(join(folder, 'site.policy'), { state, logger: false })
      const { counters } = await next.counters.read({ limit: 'site.policy:1' })
      await next.close()
      const known = count - counters[0]!.limit.remaining
      const sure = signal === 'SIGTERM' ? times : times.filter((ms) => ms < writtenMs)
      expect(sure.length).toBeGreaterThan(0)
      expect(known).toBeGreaterThanOrEqual(sure.length)
    },
    20_000,
  )
})
