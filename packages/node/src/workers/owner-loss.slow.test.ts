import { mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type Charge, type CounterLayout, createGate, type Gate, type GateOptions, type Plan } from '@tidegate/engine'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compilePolicy } from '../policy-files/compile-policy.ts'
import { createStoreIn, type WorkersStore } from './create-workers-store.ts'
import { openOwnerSockets, shortDigest } from './owner-sockets.ts'
import { ownersIn, stopOwners } from './testing/stop-owners.ts'

const hour = 3_600_000

function layoutOf(tag: string, ...limits: readonly string[]): CounterLayout {
  const counters = limits.map((identity) => ({ identity, algorithm: 'log', count: 5, periodMs: hour }) as const)
  return { tag, subjects: [{ identity: 'ip', shadow: false, counters }] }
}

function chargesOf(...counters: readonly number[]): readonly Charge[] {
  return counters.map((counter) => {
    return { subject: 0, counter, key: ['a'], mode: 'enforce', includingRefused: false, places: 1 } as const
  })
}

// One owner for all tests, because its start is what takes time: policies with other tags never share counters.
describe('workers whose counters are in another process', () => {
  let root = ''
  const opened: WorkersStore[] = []

  function open(options: { readonly capacity?: number } = {}): WorkersStore {
    const store = createStoreIn('site', root, options)
    opened.push(store)
    return store
  }

  function planOf(name: string, text: string): Plan {
    const path = join(root, `${name}.policy`)
    writeFileSync(path, text)
    return compilePolicy(path).plan!
  }

  function gateOf(plan: Plan, options: GateOptions = {}): Gate {
    return createGate(plan, { store: open(), logger: false, storeTimeoutMs: 10_000, ...options })
  }

  async function admissions(gates: readonly Gate[], requests: number): Promise<number> {
    let passed = 0
    for (let i = 0; i < requests; i++) {
      for (const gate of gates) {
        const { outcome } = await gate.decideAsync({ method: 'GET', target: '/', headers: [], peer: '192.0.2.1' })
        if (outcome === 'pass') passed++
      }
    }
    return passed
  }

  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'tidegate-loss-'))
    // What starts leave that failed, as on a full disk, before the workers were started again.
    const sockets = openOwnerSockets('site', root)
    for (let attempt = 0; attempt < 10; attempt++) {
      sockets.claimStart(1, attempt)
      utimesSync(join(sockets.folder, `start-1.${attempt}`), 0, 0)
    }
  })

  afterAll(async () => {
    await Promise.all(opened.map(async (store) => store.close()))
    await stopOwners(root)
    rmSync(root, { recursive: true })
  })

  it('have room for as many subjects as the first worker says', async () => {
    const store = open({ capacity: 1234 })
    store.layout(layoutOf('capacity', 'x'))
    await store.peek(chargesOf(0), 0)
    await store.peek(chargesOf(0), 0)
    expect(store.stats().capacity).toBe(1234)
    expect(() => createStoreIn('site', root, { capacity: 0 })).toThrow(RangeError)
  })

  it('know how many they are, so that all together admit a limit once while the process does not answer', async () => {
    const plan = planOf('share', 'limit 10 per hour per ip')
    const prefix = 'share'
    const former = open()
    former.layout({ ...plan.layout, tag: `share${plan.layout.tag}` })
    const gates = [1, 2].map(() => gateOf(plan, { prefix, storeTimeoutMs: 40 }))
    const stores = [former, ...opened.slice(-2)]
    while (!stores.every((store) => store.localShare!() === 1 / 3)) await wait(5)
    await former.close()
    while (!stores.slice(1).every((store) => store.localShare!() === 1 / 2)) await wait(5)
    const [owner] = ownersIn(root)
    process.kill(owner!, 'SIGSTOP')
    expect(await admissions(gates, 10)).toBe(10)
    process.kill(owner!, 'SIGCONT')
  })

  it('see what an operator does in one of them, and keep their counts when one of them reloads', async () => {
    const gates = [1, 2].map(() =>
      gateOf(planOf('verbs', 'limit 4 per hour per ip'), { prefix: 'verbs', nearCacheMs: 0 }),
    )
    const [one, two] = gates as [Gate, Gate]
    await one.counters.block({ ip: '192.0.2.1' }, hour)
    expect(await admissions(gates, 1)).toBe(0)
    await two.counters.block({ ip: '192.0.2.1' }, 0)
    expect(await admissions(gates, 1)).toBe(2)
    one.replace(planOf('verbs', 'limit 3 per day per ip\nlimit 4 per hour per ip'))
    expect(await admissions([two], 1)).toBe(1)
    expect(await admissions([one], 9)).toBe(1)
    await two.counters.reset({ ip: '192.0.2.1' })
    expect(await admissions([two], 1)).toBe(1)
    const { counters } = await one.counters.read({ ip: '192.0.2.1' })
    expect(counters.map(({ limit }) => limit.remaining)).toEqual([2, 3])
  })

  it('are not ready if they are closed before, and lose nothing of what they said before they are closed', async () => {
    const early = open()
    await early.close()
    await expect(early.ready).rejects.toThrow('closed')
    const [last, next] = [open(), open()]
    for (const store of [last, next]) store.layout(layoutOf('closed', 'x'))
    await last.ready
    void Promise.resolve(last.settle(chargesOf(0), 0)).catch(() => undefined)
    await last.close()
    expect((await next.peek(chargesOf(0), 0)).readings[0]!.remaining).toBe(3)
  })

  it('lose at most what was counted since the last second when the process is killed, also with different policies', async () => {
    const [one, two] = [open(), open()]
    one.layout(layoutOf('kept', 'x'))
    two.layout(layoutOf('kept', 'y', 'x'))
    for (let i = 0; i < 2; i++) await one.consume(chargesOf(0), 0)
    await two.consume(chargesOf(0), 0)
    await written()
    // A second one, because the first may have begun before the last count.
    await two.consume(chargesOf(0), 0)
    await written()
    const [before] = ownersIn(root)
    await stopOwners(root)
    const [x, y] = [await one.peek(chargesOf(0), 0), await two.peek(chargesOf(0), 0)]
    expect(ownersIn(root)).not.toContain(before)
    expect([x, y].map(({ readings }) => readings[0]!.remaining)).toEqual([2, 2])
  })

  it('leave nothing: after a signal, the process ends with the last of them', async () => {
    const store = open()
    store.layout(layoutOf('kept', 'x'))
    await store.ready
    for (const owner of ownersIn(root)) process.kill(owner, 'SIGTERM')
    await wait(50)
    expect((await store.peek(chargesOf(0), 0)).readings[0]!.remaining).toBe(2)
    await Promise.all(opened.map(async (store) => store.close()))
    while (ownersIn(root).length > 0) await wait(20)
    expect(stateFiles()).toEqual([])
  })

  function stateFiles(): readonly string[] {
    return readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => /counters-[0-9a-f]+$/.test(name))
  }

  function writtenMs(): number {
    const file = stateFiles().find((name) => name.endsWith(shortDigest('kept')))
    return file === undefined ? 0 : statSync(join(root, file)).mtimeMs
  }

  /** Resolves when counters have been written after the present. */
  async function written(): Promise<void> {
    const before = writtenMs()
    while (writtenMs() <= before) await wait(10)
  }
})
