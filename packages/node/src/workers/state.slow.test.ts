import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Charge, CounterLayout } from '@tidegate/engine'
import { runs } from '@tidegate/test-support'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openPolicy } from '../policy-files/open-policy.ts'
import { readParts } from '../state/snapshot-file.ts'
import type { StateNote } from '../state/state-note.ts'
import { createStoreIn, type WorkersStore } from './create-workers-store.ts'
import { ownersIn, stopOwners } from './testing/stop-owners.ts'

const isDeep = runs(1) > 1
const layout: CounterLayout = {
  tag: 'site',
  subjects: [
    { identity: 'ip', shadow: false, counters: [{ identity: 'x', algorithm: 'log', count: 9, periodMs: 3_600_000 }] },
  ],
}
const charges: readonly Charge[] = [
  { subject: 0, counter: 0, key: ['a'], mode: 'enforce', includingRefused: false, places: 1 },
]

let root = ''
let state = ''
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'tidegate-kept-'))
  state = join(root, 'state')
})
afterAll(async () => {
  await stopOwners(root)
  rmSync(root, { recursive: true })
})

describe('workers with a state folder', () => {
  const opened: WorkersStore[] = []
  let notes: StateNote[] = []

  function open(group: string, folder = state): WorkersStore {
    const store = createStoreIn(group, root, {
      state: { folder, tag: 'site', onNote: (note) => void notes.push(note) },
    })
    opened.push(store)
    store.layout(layout)
    return store
  }

  async function consume(store: WorkersStore, times: number): Promise<void> {
    for (let i = 0; i < times; i++) await store.consume(charges, 0)
  }

  /** What the limit has left after one more request, which is not counted. */
  async function remaining(store: WorkersStore): Promise<number> {
    return (await store.peek(charges, 0)).readings[0]!.remaining
  }

  afterEach(async () => {
    await Promise.all(opened.splice(0).map(async (store) => store.close()))
    notes = []
  })

  it('continue with exact counts after all of them have ended, also under another primary', async () => {
    const [one, two] = [open('first'), open('first')]
    await consume(one, 2)
    await one.close()
    expect(existsSync(join(state, 'lock'))).toBe(true)
    await consume(two, 1)
    await two.close()
    // The process with the counters still runs, and has written everything.
    expect(existsSync(join(state, 'lock'))).toBe(false)
    await stopOwners(root)
    const next = open('second')
    expect(await remaining(next)).toBe(5)
    expect(notes.map(({ kind }) => kind)).toEqual(['continued'])
  })

  it('refuse a folder that others use', async () => {
    const former = open('second')
    await former.ready
    const other = open('third')
    await expect(other.ready).rejects.toThrow(`is in use by process ${ownersIn(root)[0]}`)
  })

  it('continue with the counts of the last second if the process with the counters is killed', async () => {
    const store = open('second')
    await consume(store, 1)
    const before = await remaining(store)
    await written()
    await written()
    await stopOwners(root)
    expect(await remaining(store)).toBe(before)
    expect(notes.filter(({ kind }) => kind === 'warning')).toEqual([])
  })

  it('count on, and say so, if the folder cannot be used any more', async () => {
    const store = open('second')
    await store.ready
    rmSync(state, { recursive: true })
    writeFileSync(state, 'a file')
    await stopOwners(root)
    await consume(store, 1)
    expect(await remaining(store)).toBe(7)
    expect(notes.map((note) => note.kind === 'warning' && note.code)).toContain('state-failed')
    rmSync(state)
    mkdirSync(state)
  })

  it('are refused by name if the folder cannot be created', async () => {
    const path = join(root, 'site.policy')
    writeFileSync(path, 'limit 5 per hour per ip')
    await expect(openPolicy(path, { workers: 'shared', state: join(path, 'state') })).rejects.toThrow('cannot be used')
  })
})

/** Resolves when counters have been written after the present. */
async function written(): Promise<void> {
  const file = join(state, 'counters')
  const before = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
  while ((statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0) <= before) await wait(10)
}

/** A `node:cluster` primary whose three workers decide requests as fast as they can; it prints the time of each admission. */
const program = `
import cluster from 'node:cluster'
import { openPolicy } from '${new URL('../policy-files/open-policy.ts', import.meta.url).href}'
if (cluster.isPrimary) {
  for (let i = 0; i < 3; i++) cluster.fork().on('message', (ms) => console.log(ms))
  process.on('SIGTERM', () => { for (const worker of Object.values(cluster.workers)) worker.process.kill('SIGTERM') })
} else {
  const gate = await openPolicy(process.argv[2], { workers: 'shared', state: process.argv[3], logger: false, onStoreError: 'deny', storeTimeoutMs: 10_000 })
  let isOver = false
  process.on('SIGTERM', () => { isOver = true })
  while (!isOver) {
    const { decision } = await gate.admit({ method: 'GET', target: '/', headers: [], peer: '192.0.2.1' })
    if (decision.outcome === 'pass') await new Promise((done) => process.send(Date.now(), done))
  }
  await gate.close()
  process.exit()
}
`

// WHY only then: each process that starts takes half a second of processor time.
describe.runIf(isDeep)('a cluster with a state folder, under load', () => {
  it.each(['SIGTERM', 'SIGKILL'] as const)(
    'knows what was admitted after %s of everything',
    async (signal) => {
      const count = 10_000_000
      const policy = join(root, 'cluster.policy')
      const main = join(root, 'main.mjs')
      writeFileSync(policy, `limit ${count} per hour in total\n`)
      writeFileSync(main, program)
      const folder = join(root, signal)
      const args = ['--conditions=@tidegate/source', main, policy, folder]
      // WHY: the sockets are in the temporary folder.
      const env = { ...process.env, TMPDIR: root }
      const primary = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], env })
      const times = admissions(primary)
      while (!existsSync(join(folder, 'counters')) || times.length < 1_000) await wait(20)
      await wait(1_500)
      const workers = childrenOf(primary.pid!)
      const exited = once(primary, 'close')
      if (signal === 'SIGTERM') process.kill(primary.pid!, signal)
      else
        for (const pid of [primary.pid!, ...workers, ...ownersIn(join(root, `tidegate-${process.getuid!()}`))])
          process.kill(pid, signal)
      await exited
      const [first] = readParts(readFileSync(join(folder, 'counters')))!
      const { wallMs: writtenMs } = JSON.parse(Buffer.from(first!).toString()) as { wallMs: number }
      const next = await openPolicy(policy, { state: folder, logger: false })
      const { counters } = await next.counters.read({ limit: 'cluster.policy:1' })
      await next.close()
      const known = count - counters[0]!.limit.remaining
      const sure = signal === 'SIGTERM' ? times.length : times.filter((ms) => ms < writtenMs).length
      expect(sure).toBeGreaterThan(0)
      expect(known).toBeGreaterThanOrEqual(sure)
    },
    60_000,
  )
})

function admissions(primary: ChildProcess): readonly number[] {
  const times: number[] = []
  let rest = ''
  primary.stdout!.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop()!
    times.push(...lines.map(Number))
  })
  return times
}

function childrenOf(pid: number): readonly number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number)
}
