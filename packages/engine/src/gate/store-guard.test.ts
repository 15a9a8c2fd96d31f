import { limit, modelOf } from '@tidegate/model/testing'
import { describe, expect, it, vi } from 'vitest'
import { createMemoryStore } from '../counters/memory-store.ts'
import type { CounterStore } from '../counters/store.ts'
import { planPolicy } from '../plan/plan-policy.ts'
import { requestOf, testClock } from '../testing/test-gate.ts'
import { createGate } from './create-gate.ts'
import type { GateOptions } from './gate-options.ts'
import type { Gate } from './gate.ts'

/** A store outside the process that can be made to refuse connections, or to answer only when it is asked to. */
function remoteStore(): CounterStore & { state: 'up' | 'down' | 'silent'; answerAll(): void; calls: number } {
  const memory = createMemoryStore()
  const waiting: (() => void)[] = []
  const remote = {
    ...memory,
    state: 'up' as 'up' | 'down' | 'silent',
    calls: 0,
    answerAll: () => {
      for (const answer of waiting.splice(0)) answer()
    },
  }
  const answer = async <T>(work: () => T): Promise<T> => {
    remote.calls++
    if (remote.state === 'down') throw new Error('connection refused')
    if (remote.state === 'silent') await new Promise<void>((resolve) => waiting.push(resolve))
    return work()
  }
  return Object.assign(remote, {
    consume: ((charges, nowMs) => answer(() => memory.consume(charges, nowMs))) satisfies CounterStore['consume'],
    settle: ((charges, nowMs) => answer(() => memory.settle(charges, nowMs))) satisfies CounterStore['settle'],
    release: ((charges, nowMs) => answer(() => memory.release(charges, nowMs))) satisfies CounterStore['release'],
  })
}

function gateOf(rule: Parameters<typeof limit>, options: GateOptions): Gate {
  return createGate(planPolicy(modelOf({ rules: [limit(...rule)] })), { logger: false, ...options })
}

async function admissions(gate: Gate, requests: number): Promise<number> {
  let passed = 0
  for (let i = 0; i < requests; i++) if ((await gate.decideAsync(requestOf())).outcome === 'pass') passed++
  return passed
}

describe('a store that is unavailable', () => {
  it.each([
    [undefined, 9],
    [1 / 3, 3],
    [0.25, 2],
    [0.01, 1],
  ])('is replaced by this process with the share %s of the limit', async (localShare, passed) => {
    const store = remoteStore()
    const gate = gateOf([9], { store, clock: testClock(), ...(localShare !== undefined && { localShare }) })
    store.state = 'down'
    expect(await admissions(gate, 12)).toBe(passed)
  })

  it('is replaced by this process with the share that the store says when it becomes unavailable', async () => {
    const clock = testClock()
    let gates = 3
    const store = Object.assign(remoteStore(), { localShare: () => 1 / gates })
    const gate = gateOf([9], { store, clock })
    store.state = 'down'
    expect(await admissions(gate, 12)).toBe(3)
    store.state = 'up'
    gates = 1
    clock.advance(100)
    expect(await admissions(gate, 5)).toBe(5)
    store.state = 'down'
    // What was counted here before counts.
    expect(await admissions(gate, 12)).toBe(6)
    const chosen = gateOf([9], { store, clock, localShare: 1 })
    expect(await admissions(chosen, 12)).toBe(9)
  })

  it('is tried by one request at a time, after pauses that grow, and is used again after the first answer', async () => {
    const clock = testClock()
    const store = remoteStore()
    const gate = gateOf([1000], { store, clock })
    const awayMs: number[] = []
    gate.on('store-probe', (probe) => awayMs.push(probe.awayMs))
    store.state = 'down'
    for (let ms = 0; ms < 1000; ms += 10) {
      await admissions(gate, 2)
      clock.advance(10)
    }
    expect([awayMs, store.calls]).toEqual([[100, 300, 700], 4])
    store.state = 'up'
    clock.advance(1000)
    await admissions(gate, 2)
    expect(store.calls).toBe(6)
    expect(gate.counts().store).toMatchObject({ isUp: true, outages: 1, probes: 4, failed: 4, answered: 2 })
  })

  it('makes no decision wait longer than `storeTimeoutMs`, and is reported if it answers late', async () => {
    const store = remoteStore()
    const gate = gateOf([1], { store, storeTimeoutMs: 5 })
    const warnings: string[] = []
    gate.on('warning', ({ code }) => warnings.push(code))
    store.state = 'silent'
    expect(await admissions(gate, 3)).toBe(1)
    expect(warnings).toEqual([])
    store.answerAll()
    await vi.waitFor(() => expect(warnings).toEqual(['store-late']))
    expect(gate.counts().store?.late).toBe(1)
  })

  it('gets its places back when it is available again', async () => {
    const clock = testClock()
    const store = remoteStore()
    const gate = gateOf([1, { period: { kind: 'at-once' } }], { store, clock })
    const admission = await gate.admit(requestOf())
    store.state = 'down'
    admission.end()
    await vi.waitFor(() => expect(gate.counts().store?.isUp).toBe(false))
    expect(store.stats().placesHeld).toBe(1)
    store.state = 'up'
    clock.advance(100)
    await admissions(gate, 1)
    await vi.waitFor(() => expect(store.stats().placesHeld).toBe(0))
  })

  it('does not lose the replies that a limit counts: this process counts them', async () => {
    const clock = testClock()
    const store = remoteStore()
    const gate = gateOf([2, { countingReplies: [401] }], { store, clock })
    const settled = async (): Promise<string> => {
      const { decision, settle } = await gate.admit(requestOf())
      settle({ status: 401 })
      await new Promise(setImmediate)
      return decision.outcome
    }
    const first = await gate.admit(requestOf())
    store.state = 'down'
    first.settle({ status: 401 })
    await new Promise(setImmediate)
    expect([await settled(), await settled()]).toEqual(['pass', 'limit'])
  })
})
