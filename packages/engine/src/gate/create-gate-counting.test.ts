import { anyone, block, limit, modelOf } from '@tidegate/model/testing'
import { describe, expect, it } from 'vitest'
import { createMemoryStore } from '../counters/memory-store.ts'
import type { Consumed, CounterStore } from '../counters/store.ts'
import type { Explanation } from '../explain/explanation.ts'
import { planPolicy } from '../plan/plan-policy.ts'
import type { Plan } from '../plan/plan.ts'
import { requestOf, testClock } from '../testing/test-gate.ts'
import { passHeaders } from '../reply/pass-headers.ts'
import { createTextLogger } from '../logging/text-logger.ts'
import { createGate } from './create-gate.ts'
import type { Admission, Gate } from './gate.ts'

function planOf(rules: NonNullable<Parameters<typeof modelOf>[0]['rules']>, fingerprint: string = 'a'): Plan {
  return planPolicy(modelOf({ rules, fingerprint }))
}

function admitted(gate: Gate): Admission {
  return gate.admit(requestOf()) as Admission
}

const logins = limit(2, { countingReplies: [401, 403], identity: 'logins' })

describe('a limit that counts only replies', () => {
  it('is checked before the reply, and charged once, depending on its status', () => {
    const gate = createGate(planOf([logins]), { clock: testClock() })
    for (const status of [200, 401, 200]) {
      const admission = admitted(gate)
      expect(admission.decision.outcome).toBe('pass')
      admission.settle({ status })
      admission.settle({ status: 401 })
    }
    const second = admitted(gate)
    expect(second.decision.outcome).toBe('pass')
    second.settle({ status: 403 })
    expect(gate.decide(requestOf())).toMatchObject({ outcome: 'limit', status: 429 })
  })

  it('charges a request that ends without a status', () => {
    const gate = createGate(planOf([limit(1, { countingReplies: [401] })]), { clock: testClock() })
    admitted(gate).settle({})
    expect(gate.decide(requestOf()).outcome).toBe('limit')
  })

  it('charges nothing for a reply that ends after the gate was closed', async () => {
    const gate = createGate(planOf([logins]), { clock: testClock() })
    const admission = admitted(gate)
    await gate.close()
    expect(() => admission.settle({ status: 401 })).not.toThrow()
  })

  it('charges nothing for requests that it refused', () => {
    const gate = createGate(planOf([limit(1, { countingReplies: [401, 429] })]), { clock: testClock() })
    admitted(gate).settle({ status: 401 })
    const refused = admitted(gate)
    expect(refused.decision.retryAfterMs).toBe(60_000)
    refused.settle({ status: 429 })
    expect(gate.decide(requestOf()).retryAfterMs).toBe(60_000)
  })

  it('is charged at its position in the new policy if the policy was replaced in between', () => {
    const clock = testClock()
    const gate = createGate(planOf([logins]), { clock })
    const [one, two] = [admitted(gate), admitted(gate)]
    gate.replace(planOf([limit(50, { key: [], identity: 'all' }), limit(9, { identity: 'any' }), logins], 'b'))
    one.settle({ status: 401 })
    two.settle({ status: 401 })
    expect(gate.decide(requestOf())).toMatchObject({ outcome: 'limit', rule: { text: logins.text } })
  })

  it('is not charged if the new policy does not have it', () => {
    const gate = createGate(planOf([logins]), { clock: testClock() })
    const admission = admitted(gate)
    gate.replace(planOf([limit(1)], 'b'))
    admission.settle({ status: 401 })
    expect(gate.decide(requestOf()).outcome).toBe('pass')
  })
})

describe('the RateLimit field of a limit', () => {
  it('announces when the next request is admitted, not when all of them are', () => {
    const clock = testClock()
    const gate = createGate(planOf([limit(5, { period: { kind: 'sliding', periodMs: 3_600_000 } })]), { clock })
    const fields = [0, 60, 180, 60, 362, 0].map((seconds) => {
      clock.advance(seconds * 1000)
      const { ratelimit } = passHeaders(gate.decide(requestOf()))!
      return ratelimit!.slice(ratelimit!.indexOf(';'))
    })
    expect(fields).toEqual([';r=4;t=3600', ';r=3;t=3540', ';r=2;t=3360', ';r=1;t=3300', ';r=0;t=2938', ';r=0;t=2938'])
  })
})

describe('replacing the plan of a gate', () => {
  it('keeps the counts of limits that stay, even with another quota, and reports it', () => {
    const gate = createGate(planOf([limit(1, { identity: 'x' })]), { clock: testClock() })
    gate.decide(requestOf())
    const report = gate.replace(planOf([limit(2, { identity: 'x' }), limit(7, { key: [], identity: 'y' })], 'b'))
    expect(report).toEqual({ outcome: 'replaced', fingerprint: 'b', limitsKept: 1, limitsNew: 1 })
    expect(gate.decide(requestOf()).limits.map(({ remaining }) => remaining)).toEqual([0, 6])
    expect(gate.plan.model.fingerprint).toBe('b')
    expect(gate.stats().reloads).toBe(1)
  })

  it('uses the present plan until the last part of the next one is ready', () => {
    const gate = createGate(planOf([limit(1, { identity: 'x' })]), { clock: testClock() })
    const work = gate.replaceInParts(planOf([limit(2, { identity: 'x' })], 'b'))
    const seen: unknown[] = []
    let step = work.next()
    for (; step.done !== true; step = work.next())
      seen.push([gate.plan.model.fingerprint, gate.decide(requestOf()).outcome])
    expect(seen).toEqual([
      ['a', 'pass'],
      ['a', 'limit'],
      ['a', 'limit'],
    ])
    expect(step.value).toEqual({ outcome: 'replaced', fingerprint: 'b', limitsKept: 1, limitsNew: 0 })
    expect(gate.decide(requestOf()).limits.map(({ remaining }) => remaining)).toEqual([0])
    expect(gate.stats().reloads).toBe(1)
  })

  it('installs a policy of equal meaning too, because lines may differ', () => {
    const gate = createGate(planOf([block(anyone)]), { clock: testClock() })
    const moved = modelOf({ rules: [block(anyone)], fingerprint: 'a' })
    const place = { ...moved.rules[0]!.place, line: 40 }
    const report = gate.replace(planPolicy({ ...moved, rules: [{ ...moved.rules[0]!, place }] }))
    expect(report.outcome).toBe('unchanged')
    expect(gate.decide(requestOf()).rule?.line).toBe(40)
  })

  it('keeps the old plan when the store refuses the new layout', () => {
    const memory = createMemoryStore()
    const store: CounterStore = {
      ...memory,
      layout: (layout) => {
        if (layout.subjects.length > 1) throw new Error('too many subjects')
        memory.layout(layout)
      },
    }
    const gate = createGate(planOf([limit(1)]), { clock: testClock(), store })
    const failures: string[] = []
    gate.on('reload-failed', ({ message }) => failures.push(message))
    const report = gate.replace(planOf([limit(1), limit(2, { key: [] })], 'b'))
    expect(report).toMatchObject({ outcome: 'refused', message: 'too many subjects' })
    expect(failures).toEqual(['too many subjects'])
    expect(gate.plan.model.fingerprint).toBe('a')
    expect(gate.stats().failedReloads).toBe(1)
  })
})

describe('processes', () => {
  it('divides limits, and reports the divided quotas', () => {
    const gate = createGate(planOf([limit(10), limit(3, { key: [], identity: 'all' })]), {
      clock: testClock(),
      processes: 4,
    })
    expect(gate.decide(requestOf()).limits.map(({ count, remaining }) => [count, remaining])).toEqual([
      [2, 1],
      [1, 0],
    ])
    expect(gate.decide(requestOf()).outcome).toBe('limit')
  })
})

/** A memory store that answers after a delay or fails, depending on `state`. */
function slowStore(state: { fails: boolean; delayMs: number }): CounterStore {
  const memory = createMemoryStore()
  const later = async (answer: () => Consumed): Promise<Consumed> => {
    await new Promise((resolve) => {
      setTimeout(resolve, state.delayMs)
    })
    if (state.fails) throw new Error('connection refused')
    return answer()
  }
  return {
    ...memory,
    consume: (charges, nowMs) => later(() => memory.consume(charges, nowMs)),
    peek: (charges, nowMs) => later(() => memory.peek(charges, nowMs)),
  }
}

describe('an asynchronous store', () => {
  it('works with decideAsync and admit, and is refused by decide', async () => {
    const gate = createGate(planOf([limit(1)]), { clock: testClock(), store: slowStore({ fails: false, delayMs: 0 }) })
    expect((await gate.decideAsync(requestOf())).outcome).toBe('pass')
    expect((await gate.admit(requestOf())).decision.outcome).toBe('limit')
    expect((await gate.explain(requestOf())).decision.outcome).toBe('limit')
    expect(() => gate.decide(requestOf())).toThrow(/decideAsync/)
  })

  it('is not called if no limit applies', () => {
    const gate = createGate(planOf([block(anyone)]), {
      clock: testClock(),
      store: slowStore({ fails: true, delayMs: 0 }),
    })
    expect(gate.decide(requestOf()).outcome).toBe('block')
  })
})

describe('a closed gate', () => {
  it.each([
    ['in memory', undefined],
    ['in a store that fails', slowStore({ fails: true, delayMs: 0 })],
  ])('still counts requests that its server has not answered yet, %s', async (_, store) => {
    const gate = createGate(planOf([limit(2)]), {
      clock: testClock(),
      logger: false,
      ...(store !== undefined && { store }),
    })
    await gate.decideAsync(requestOf())
    await gate.close()
    const outcomes = [await gate.decideAsync(requestOf()), await gate.decideAsync(requestOf())]
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['pass', 'limit'])
  })
})

describe('an unavailable store', () => {
  it('is replaced by counters of this process, and reported once when it fails and once when it recovers', async () => {
    const clock = testClock()
    const state = { fails: true, delayMs: 0 }
    const gate = createGate(planOf([limit(2)]), { clock, store: slowStore(state) })
    const events: unknown[] = []
    gate.on('store-error', ({ error }) => events.push(error.message))
    gate.on('store-recovered', ({ awayMs }) => events.push(awayMs))
    const outcomes: string[] = []
    for (let i = 0; i < 3; i++) outcomes.push((await gate.decideAsync(requestOf())).outcome)
    expect(outcomes).toEqual(['pass', 'pass', 'limit'])
    state.fails = false
    clock.advance(1000)
    expect((await gate.decideAsync(requestOf())).outcome).toBe('pass')
    expect(events).toEqual(['connection refused', 1000])
  })

  it('is available again in the same log as its failure, which may contain only warnings and errors', async () => {
    const clock = testClock()
    const state = { fails: true, delayMs: 0 }
    const lines: string[] = []
    const logger = createTextLogger((line) => lines.push(line), 'warn')
    const gate = createGate(planOf([limit(2)]), { clock, store: slowStore(state), logger })
    await gate.decideAsync(requestOf())
    state.fails = false
    clock.advance(1_000)
    await gate.decideAsync(requestOf())
    expect(lines).toEqual([
      'error connection refused code=store-error onStoreError=local',
      'warn the store is available again code=store-recovered awayMs=1000',
    ])
  })

  it('is replaced even if the policy changed while a request waited for it', async () => {
    const gate = createGate(planOf([limit(1), limit(3, { key: [] })]), {
      clock: testClock(),
      store: slowStore({ fails: true, delayMs: 20 }),
    })
    const waiting = gate.decideAsync(requestOf())
    gate.replace(planOf([limit(5, { key: [{ kind: 'text', subject: { kind: 'path' } }] })]))
    expect((await waiting).limits.map(({ count }) => count)).toEqual([1, 3])
    expect((await gate.decideAsync(requestOf())).limits).toMatchObject([{ count: 5, remaining: 4 }])
  })

  it('admits or refuses requests, as configured', async () => {
    const store = slowStore({ fails: true, delayMs: 0 })
    const open = createGate(planOf([limit(1)]), { clock: testClock(), store, onStoreError: 'allow' })
    for (let i = 0; i < 3; i++) expect((await open.decideAsync(requestOf())).outcome).toBe('pass')
    const closed = createGate(planOf([limit(1)]), { clock: testClock(), store, onStoreError: 'deny' })
    const refused = { outcome: 'block', reason: 'store-unavailable', status: 503, retryAfterMs: 1000 }
    expect(await closed.decideAsync(requestOf())).toMatchObject(refused)
    expect(((await closed.explain(requestOf())) as Explanation).decision).toMatchObject(refused)
  })

  it('counts as unavailable if it exceeds its timeout', async () => {
    const store = slowStore({ fails: false, delayMs: 200 })
    const gate = createGate(planOf([limit(1)]), { clock: testClock(), store, storeTimeoutMs: 5 })
    const errors: string[] = []
    gate.on('store-error', ({ error }) => errors.push(error.message))
    expect((await gate.decideAsync(requestOf())).outcome).toBe('pass')
    expect(errors).toEqual(['the store did not answer within 5 ms'])
  })

  it('is not closed with the gate', async () => {
    let closed = 0
    const store = { ...createMemoryStore(), close: () => void closed++ }
    await createGate(planOf([limit(1)]), { store }).close()
    expect(closed).toBe(0)
  })
})
