import type { Rule } from '@tidegate/model'
import { anyone, block, limit, modelOf } from '@tidegate/model/testing'
import { describe, expect, it, vi } from 'vitest'
import { createMemoryStore } from '../counters/memory-store.ts'
import type { Charge, CounterStore } from '../counters/store.ts'
import { planPolicy } from '../plan/plan-policy.ts'
import type { Plan } from '../plan/plan.ts'
import { render } from '../reply/render.ts'
import { requestOf, testClock } from '../testing/test-gate.ts'
import { createGate } from './create-gate.ts'
import type { GateOptions } from './gate-options.ts'
import type { Admission, Gate } from './gate.ts'

const twoAtOnce = limit(2, { period: { kind: 'at-once' }, identity: 'two' })
const onePerMinute = limit(1, { identity: 'minute' })

function planOf(rules: readonly Rule[], fingerprint = 'a'): Plan {
  return planPolicy(modelOf({ rules, fingerprint }))
}

function gateOf(rules: readonly Rule[], options: GateOptions = {}): Gate {
  return createGate(planOf(rules), { clock: testClock(), ...options })
}

function admitted(gate: Gate): Admission {
  return gate.admit(requestOf()) as Admission
}

describe('a limit on requests at once', () => {
  it('admits its count in progress, and one more when one has ended, once', () => {
    const gate = gateOf([twoAtOnce])
    const [one, other, third] = [admitted(gate), admitted(gate), admitted(gate)]
    expect([one, other, third].map(({ decision, awaitsEnd }) => [decision.outcome, awaitsEnd])).toEqual([
      ['pass', true],
      ['pass', true],
      ['limit', false],
    ])
    one!.end()
    one!.end()
    third!.end()
    expect([admitted(gate), admitted(gate)].map(({ decision }) => decision.outcome)).toEqual(['pass', 'limit'])
    expect(gate.stats().counters.placesHeld).toBe(2)
  })

  it('has no RateLimit fields, and asks a refused client to wait for a second', () => {
    const gate = gateOf([limit(1, { period: { kind: 'at-once' }, key: [] })])
    admitted(gate)
    const { decision } = admitted(gate)
    expect(decision.limits[0]).toMatchObject({ period: { kind: 'at-once' }, remaining: 0, retryAfterMs: 1000 })
    expect(decision.limits[0]).not.toHaveProperty('periodMs')
    const { headers } = render(decision, '*/*', { random: () => 1 })
    expect(headers).toMatchObject({ 'retry-after': '1' })
    expect(headers).not.toHaveProperty('ratelimit')
  })

  it('holds no places of a request that a rule or another limit refuses', () => {
    const gate = gateOf([twoAtOnce, onePerMinute])
    const [one, refused] = [admitted(gate), admitted(gate)]
    expect([refused.decision.outcome, refused.awaitsEnd]).toEqual(['limit', false])
    one.end()
    expect(gate.stats().counters.placesHeld).toBe(0)
    expect(admitted(gateOf([twoAtOnce, block(anyone)])).awaitsEnd).toBe(false)
  })

  it('holds places in observe mode and of shadow limits, and gives them back', () => {
    for (const gate of [
      gateOf([twoAtOnce], { mode: 'observe' }),
      gateOf([limit(2, { period: { kind: 'at-once' }, shadow: true })]),
    ]) {
      const admissions = [admitted(gate), admitted(gate), admitted(gate)]
      expect(admissions.map(({ decision }) => [decision.outcome, decision.shadows.length])).toEqual([
        ['pass', 0],
        ['pass', 0],
        ['pass', 1],
      ])
      for (const { end } of admissions) end()
      expect(gate.stats().counters.placesHeld).toBe(0)
    }
  })

  it('gives places back to their limit after the policy was replaced', () => {
    const gate = gateOf([twoAtOnce])
    const [one, other] = [admitted(gate), admitted(gate)]
    gate.replace(planOf([limit(50, { key: [], identity: 'all' }), limit(9, { identity: 'any' }), twoAtOnce], 'b'))
    expect(admitted(gate).decision.outcome).toBe('limit')
    one.end()
    other.end()
    expect(gate.stats().counters.placesHeld).toBe(0)
    expect(admitted(gate).decision.outcome).toBe('pass')
  })

  it('gives places back after the gate was closed, to a store that outlives it', async () => {
    const store = createMemoryStore()
    const [shared, own] = [gateOf([twoAtOnce], { store }), gateOf([twoAtOnce])]
    const admissions = [admitted(shared), admitted(own)]
    await shared.close()
    await own.close()
    expect(store.stats().placesHeld).toBe(1)
    for (const { end } of admissions) end()
    expect(store.stats().placesHeld).toBe(0)
  })

  it('holds nothing for a decision whose end cannot be reported', async () => {
    const gate = gateOf([twoAtOnce])
    for (let i = 0; i < 5; i++) {
      expect(gate.decide(requestOf()).outcome).toBe('pass')
      expect((await gate.decideAsync(requestOf())).outcome).toBe('pass')
    }
    expect(gate.stats().counters.placesHeld).toBe(0)
  })

  it('is not charged again for a request that was admitted before, which holds its places until its own end', () => {
    const gate = gateOf([limit(1, { period: { kind: 'at-once' } })])
    const outer = admitted(gate)
    const inner = gate.admit(requestOf(), outer) as Admission
    expect([inner.decision.outcome, inner.awaitsEnd]).toEqual(['pass', false])
    inner.end()
    expect(admitted(gate).decision.outcome).toBe('limit')
    outer.end()
    expect(admitted(gate).decision.outcome).toBe('pass')
  })

  it('is not refused by its own places when it is decided again while it is in progress, unlike other limits', () => {
    const gate = gateOf([limit(1, { period: { kind: 'at-once' } }), limit(2, { identity: 'minute' })])
    const first = admitted(gate)
    const again = gate.admit(requestOf(), undefined, first) as Admission
    expect([again.decision.outcome, again.decision.limits.at(-1)?.remaining]).toEqual(['pass', 0])
    expect((gate.admit(requestOf(), undefined, first) as Admission).decision.outcome).toBe('limit')
    expect(gate.stats().counters.placesHeld).toBe(1)
    for (const { end } of [again, first]) end()
    expect(gate.stats().counters.placesHeld).toBe(0)
  })

  it('is read by explain, which holds nothing', () => {
    const gate = gateOf([twoAtOnce])
    admitted(gate)
    for (let i = 0; i < 3; i++) {
      const explanation = gate.explain(requestOf())
      if (explanation instanceof Promise) throw new TypeError('the memory store answers at once')
      const rule = explanation.phases.at(-1)!.rules[0]!
      expect(rule).toMatchObject({ because: 'it counts requests in progress: ip 203.0.113.9', limit: { remaining: 0 } })
    }
    expect(gate.stats().counters.placesHeld).toBe(1)
  })

  it('is divided among processes like every other limit', () => {
    const gate = gateOf([limit(5, { period: { kind: 'at-once' } })], { processes: 2 })
    expect([admitted(gate), admitted(gate), admitted(gate)].map(({ decision }) => decision.outcome)).toEqual([
      'pass',
      'pass',
      'limit',
    ])
  })

  it('never leaks a place, in any order of requests, aborts and reloads', () => {
    const gate = gateOf([twoAtOnce, limit(9, { period: { kind: 'at-once' }, key: [], identity: 'all' })])
    const inProgress: Admission[] = []
    for (let i = 0; i < 2000; i++) {
      const admission = gate.admit(requestOf({ peer: `203.0.113.${(i * 7) % 13}` })) as Admission
      if (admission.awaitsEnd) inProgress.push(admission)
      if (i % 3 !== 0) inProgress.splice((i * 31) % inProgress.length, 1)[0]?.end()
      if (i % 500 === 499)
        gate.replace(planOf([twoAtOnce, limit(9, { period: { kind: 'at-once' }, key: [], identity: 'all' })], `${i}`))
      expect(gate.stats().counters.placesHeld).toBe(inProgress.length * 2)
    }
    for (const { end } of inProgress) end()
    expect(gate.stats().counters.placesHeld).toBe(0)
  })
})

describe('a limit on requests at once, in a store that fails', () => {
  /** A store whose calls of `consume` are answered when the test says so. */
  function heldStore(): { readonly store: CounterStore; readonly memory: CounterStore; readonly answer: () => void } {
    const memory = createMemoryStore()
    const waiting: (() => void)[] = []
    const consume: CounterStore['consume'] = (charges, nowMs) =>
      new Promise((resolve) => waiting.push(() => resolve(memory.consume(charges, nowMs))))
    return { store: { ...memory, consume }, memory, answer: () => waiting.splice(0).forEach((each) => each()) }
  }

  it('gives back what a stand-in took to the stand-in, and what the store took too late to the store', async () => {
    const { store, memory, answer } = heldStore()
    const gate = gateOf([limit(1, { period: { kind: 'at-once' } })], { store, storeTimeoutMs: 5 })
    const first = await gate.admit(requestOf())
    expect([first.decision.outcome, first.awaitsEnd]).toEqual(['pass', true])
    expect((await gate.admit(requestOf())).decision.outcome).toBe('limit')
    answer()
    await vi.waitFor(() => expect(memory.stats().placesHeld).toBe(0))
    first.end()
    expect((await gate.admit(requestOf())).decision.outcome).toBe('pass')
  })

  it('gives back what the store took to the store, also while a stand-in has replaced it', async () => {
    const clock = testClock()
    const memory = createMemoryStore()
    let fails = false
    const consume: CounterStore['consume'] = async (charges, nowMs) => {
      if (fails) throw new Error('connection refused')
      return memory.consume(charges, nowMs)
    }
    const gate = gateOf([limit(1, { period: { kind: 'at-once' } })], { clock, store: { ...memory, consume } })
    const first = await gate.admit(requestOf())
    fails = true
    const second = await gate.admit(requestOf())
    expect([first.decision.outcome, second.decision.outcome]).toEqual(['pass', 'pass'])
    first.end()
    expect(memory.stats().placesHeld).toBe(0)
    expect((await gate.admit(requestOf())).decision.outcome).toBe('limit')
    second.end()
    expect((await gate.admit(requestOf())).decision.outcome).toBe('pass')
  })

  it('renews leases while requests are in progress, and only then', () => {
    vi.useFakeTimers()
    try {
      const memory = createMemoryStore()
      const renewed: string[] = []
      const renew = (charges: readonly Charge[]): void => void renewed.push(...charges.map(({ lease }) => lease!))
      const gate = gateOf([limit(9, { period: { kind: 'at-once' } })], { store: { ...memory, renew, leaseMs: 60_000 } })
      const [one, other] = [admitted(gate), admitted(gate)]
      vi.advanceTimersByTime(60_000)
      expect([renewed.length, new Set(renewed).size]).toEqual([6, 2])
      one.end()
      vi.advanceTimersByTime(20_000)
      expect(renewed.length).toBe(7)
      other.end()
      vi.advanceTimersByTime(600_000)
      expect([renewed.length, vi.getTimerCount()]).toEqual([7, 0])
      admitted(gate)
      void gate.close()
      expect(vi.getTimerCount()).toBe(0)
    } finally {
      vi.useRealTimers()
    }
  })
})

describe('what a limit costs', () => {
  it('is taken from all limits together, or from none', () => {
    const cost = {
      kind: 'cases',
      cases: [{ places: 3, condition: anyone, text: 'ip in any', place: onePerMinute.place }],
    } as const
    const gate = gateOf([limit(10, { cost, identity: 'ten' }), limit(2, { identity: 'two' })])
    const states = [admitted(gate), admitted(gate), admitted(gate)].map(({ decision }) =>
      decision.limits.map(({ places = 1, remaining }) => [places, remaining]),
    )
    expect(states).toEqual([
      [
        [3, 7],
        [1, 1],
      ],
      [
        [3, 4],
        [1, 0],
      ],
      [
        [3, 4],
        [1, 0],
      ],
    ])
  })
})
