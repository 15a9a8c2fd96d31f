import { type Condition, leaf } from '@tidegate/model'
import { allowOnly, anyone, block, exempt, ipSetOf, limit, modelOf } from '@tidegate/model/testing'
import { describe, expect, it } from 'vitest'
import { createMemoryStore } from '../counters/memory-store.ts'
import type { CounterStore } from '../counters/store.ts'
import { planPolicy } from '../plan/plan-policy.ts'
import type { Plan } from '../plan/plan.ts'
import { requestOf, testClock } from '../testing/test-gate.ts'
import { createGate } from './create-gate.ts'
import type { GateCounts } from './gate-counts.ts'
import type { GateOptions } from './gate-options.ts'
import type { Admission, Gate } from './gate.ts'

const inList: Condition = leaf({ kind: 'ip-in', subject: { kind: 'ip' }, set: 0 })
const attackers = [{ name: 'attackers', set: ipSetOf(['198.51.100.0/24']) }]
const attacker = requestOf({ peer: '198.51.100.7' })

type Given = NonNullable<Parameters<typeof modelOf>[0]>

/** A plan whose rules have the ids and places that are given. */
function planOf(rules: NonNullable<Given['rules']>, more: Given = {}): Plan {
  const model = modelOf({ name: 'site', addressSets: attackers, rules, ...more })
  const named = rules.map((rule, at) => (rule.id === '' ? model.rules[at]! : rule))
  return planPolicy({ ...model, rules: named })
}

function gateOf(rules: NonNullable<Given['rules']>, options: GateOptions = {}): Gate {
  return createGate(planOf(rules), { clock: testClock(), logger: false, ...options })
}

function decisionsOf({ decisions }: GateCounts): Readonly<Record<string, number>> {
  const counted = decisions.filter(({ count }) => count > 0)
  return Object.fromEntries(counted.map(({ outcome, reason, count }) => [`${outcome} ${reason}`, count]))
}

describe('Gate.counts: decisions', () => {
  it('are counted by outcome and reason, also those without a rule', () => {
    const gate = gateOf([block(inList), limit(1)])
    for (const request of [requestOf(), requestOf(), attacker, requestOf({ target: '/a%00b' })]) gate.decide(request)
    expect(decisionsOf(gate.counts())).toEqual({
      'pass no-rule-refuses': 1,
      'limit limit-exceeded': 1,
      'block block-rule': 1,
      'block ambiguous-path': 1,
    })
  })

  it('pass in observe mode, with the reason for which they would have been refused', () => {
    const gate = gateOf([block(inList)], { mode: 'observe' })
    for (const request of [requestOf(), attacker, requestOf({ target: '/a%00b' })]) gate.decide(request)
    expect(decisionsOf(gate.counts())).toEqual({
      'pass no-rule-refuses': 1,
      'pass block-rule': 1,
      'pass ambiguous-path': 1,
    })
    expect(gate.counts().rules[0]).toMatchObject({ applied: 1, refused: 0, wouldRefuse: 1 })
  })

  it('sum to those of `stats`', () => {
    const gate = gateOf([block(inList), limit(3)])
    for (let i = 0; i < 20; i++) gate.decide(i % 3 === 0 ? attacker : requestOf())
    const { decisions } = gate.counts()
    for (const outcome of ['pass', 'block', 'limit'] as const) {
      const sum = decisions.filter((each) => each.outcome === outcome).reduce((total, { count }) => total + count, 0)
      expect(sum).toBe(gate.stats()[outcome])
    }
  })
})

describe('Gate.counts: rules', () => {
  it('apply whether or not they decide, and refuse only if they do', () => {
    const gate = gateOf([
      block(inList, { id: 'a', reply: { status: 410 } }),
      block(anyone, { id: 'b', shadow: true }),
      block(inList, { id: 'c' }),
      allowOnly(inList, { id: 'd', shadow: true }),
      exempt(inList, [5]),
      limit(1),
    ])
    gate.decide(attacker)
    gate.decide(requestOf())
    expect(gate.counts().rules.map(({ applied, refused, wouldRefuse }) => [applied, refused, wouldRefuse])).toEqual([
      [1, 1, 0],
      [2, 0, 2],
      [1, 0, 0],
      [1, 0, 1],
      [1, 0, 0],
      [2, 0, 0],
    ])
  })

  it('tell how many of the refused clients had been admitted before', () => {
    const rule = block(leaf({ kind: 'path-in', subject: 'path', set: 0 }))
    const model = modelOf({ pathSets: [{ include: ['/admin/**'], except: [] }], rules: [rule] })
    const gate = createGate(planPolicy(model), { clock: testClock(), logger: false })
    const admin = (peer: string) => gate.decide(requestOf({ peer, target: '/admin/x' }))
    admin('203.0.113.1')
    gate.decide(requestOf({ peer: '203.0.113.2' }))
    admin('203.0.113.2')
    admin('203.0.113.3')
    expect(gate.counts().rules).toMatchObject([{ refused: 3, refusedKnown: 1 }])
  })

  it('are not counted by `explain`', async () => {
    const gate = gateOf([block(inList), limit(1)])
    await gate.explain(attacker)
    await gate.explain(requestOf())
    expect(gate.counts().rules.map(({ applied }) => applied)).toEqual([0, 0])
    expect(gate.counts().limits[0]).toMatchObject({ admitted: 0, refused: 0 })
  })
})

describe('Gate.counts: limits', () => {
  it('count each request within, near and over, for each limit that was checked', () => {
    const gate = gateOf([limit(10, { identity: 'ten' }), limit(20, { identity: 'twenty' })])
    for (let i = 0; i < 14; i++) gate.decide(requestOf())
    expect(gate.counts().limits).toMatchObject([
      { admitted: 10, refused: 4, wouldRefuse: 0, near: 2 },
      { admitted: 14, refused: 0, wouldRefuse: 0, near: 0 },
    ])
  })

  it('refuse nothing in the shadow', () => {
    const gate = gateOf([limit(10, { shadow: true })])
    for (let i = 0; i < 14; i++) gate.decide(requestOf())
    expect(gate.counts().limits).toMatchObject([{ shadow: true, admitted: 10, refused: 0, wouldRefuse: 4, near: 2 }])
    expect(gate.counts().rules).toMatchObject([{ applied: 14, refused: 0, wouldRefuse: 4 }])
  })

  it('are near by the size of the bucket if there is one', () => {
    const gate = gateOf([limit(100, { period: { kind: 'sliding', periodMs: 60_000, burst: 5 } })])
    for (let i = 0; i < 6; i++) gate.decide(requestOf())
    expect(gate.counts().limits[0]).toMatchObject({ admitted: 5, refused: 1, near: 1 })
  })

  it('count a request once that is admitted twice', () => {
    const gate = gateOf([limit(5)])
    const first = gate.admit(requestOf()) as Admission
    void gate.admit(requestOf(), first)
    expect(gate.counts().limits[0]).toMatchObject({ admitted: 1 })
  })
})

describe('Gate.counts: a reload', () => {
  const rules = [block(inList, { id: 'a' }), limit(5, { identity: 'l', id: 'x' })]

  it('keeps the counts of rules that remain, wherever they are now', () => {
    const gate = gateOf(rules)
    for (const request of [attacker, requestOf()]) gate.decide(request)
    const moved = [
      limit(9, { identity: 'l', id: 'y' }),
      block(anyone, { id: 'b', shadow: true }),
      block(inList, { id: 'a', place: { file: 'site.policy', line: 7, column: 1, endLine: 7, endColumn: 2 } }),
    ]
    gate.replace(planOf(moved, { fingerprint: 'other' }))
    const { rules: after, limits } = gate.counts()
    expect(after.map(({ applied }) => applied)).toEqual([2, 0, 1])
    expect(after[2]).toMatchObject({ refused: 1, rule: { line: 7 } })
    expect(limits[0]).toMatchObject({ admitted: 1 })
  })

  it('continues the counts of a rule that returns, and of a named rule that was edited', () => {
    const named = block(inList, { id: 'a', name: 'bad' })
    const gate = gateOf([named])
    gate.decide(attacker)
    gate.replace(planOf([]))
    expect(gate.counts().rules).toEqual([])
    gate.replace(planOf([block(inList, { id: 'b', name: 'bad' })]))
    gate.decide(attacker)
    expect(gate.counts().rules[0]).toMatchObject({ applied: 2, refused: 2 })
  })

  it('loses no count of a request that was waiting for the store meanwhile', async () => {
    let answer = (): void => {}
    const memory = createMemoryStore()
    const store: CounterStore = {
      ...memory,
      consume: async (charges, nowMs) => {
        const consumed = memory.consume(charges, nowMs)
        await new Promise<void>((resolve) => (answer = resolve))
        return consumed
      },
    }
    const gate = gateOf(rules, { store })
    const pending = gate.admit(requestOf())
    await Promise.resolve()
    gate.replace(planOf(rules, { fingerprint: 'other' }))
    answer()
    await pending
    expect(gate.counts().limits[0]).toMatchObject({ admitted: 1 })
  })

  it('is counted by result, and the last failure is known until a reload succeeds', () => {
    const gate = gateOf(rules)
    const { loadedAtMs } = gate.counts()
    gate.replace(planOf(rules))
    gate.replace(planOf(rules, { fingerprint: 'other' }))
    gate.reloadFailed({ message: 'no', diagnostics: [] })
    expect(gate.counts().reloads).toEqual({ replaced: 1, unchanged: 1, failed: 1, isFailing: true })
    gate.replace(planOf(rules))
    expect(gate.counts().reloads.isFailing).toBe(false)
    expect(gate.counts().loadedAtMs).toBe(loadedAtMs)
  })

  it('forgets rules only after a thousand others have gone', () => {
    const gate = gateOf([block(inList, { id: 'first' })])
    gate.decide(attacker)
    const many = (from: number) => Array.from({ length: 600 }, (_, at) => block(inList, { id: `${from + at}` }))
    gate.replace(planOf(many(0)))
    gate.replace(planOf(many(600)))
    gate.replace(planOf([block(inList, { id: 'first' })]))
    expect(gate.counts().rules[0]).toMatchObject({ applied: 1 })
    for (const from of [0, 600, 1200]) gate.replace(planOf(many(from)))
    gate.replace(planOf([block(inList, { id: 'first' })]))
    expect(gate.counts().rules[0]).toMatchObject({ applied: 0 })
  })
})

describe('Gate.counts: lists, durations and the store', () => {
  it('say when a list was changed last', () => {
    const clock = testClock()
    const start = clock.wallMs()
    const gate = createGate(planOf([block(inList)]), { clock })
    expect(gate.counts().lists).toEqual([{ name: 'attackers', ranges: 1, changedAtMs: start }])
    clock.advance(1000)
    gate.replace(planOf([block(inList)], { fingerprint: 'other' }))
    expect(gate.counts()).toMatchObject({ loadedAtMs: start + 1000, lists: [{ changedAtMs: start }] })
    clock.advance(1000)
    const longer = [{ name: 'attackers', set: ipSetOf(['198.51.100.0/24', '2001:db8::/32']) }]
    gate.replace(planOf([block(inList)], { addressSets: longer }))
    expect(gate.counts().lists).toEqual([{ name: 'attackers', ranges: 2, changedAtMs: start + 2000 }])
  })

  it('measure one decision in seventeen', () => {
    const gate = gateOf([])
    for (let i = 0; i < 171; i++) gate.decide(requestOf())
    const { durations } = gate.counts()
    expect(durations).toMatchObject({ oneIn: 17, count: 10, sumSeconds: 0 })
    expect(durations.buckets.at(-1)).toEqual({ atMostSeconds: 2.5, count: 10 })
  })

  it('tell answers of a store, its failures and the decisions made without it apart', async () => {
    const clock = testClock()
    const memory = createMemoryStore()
    let isAway = false
    const store: CounterStore = {
      ...memory,
      consume: async (charges, nowMs) => {
        clock.advance(20)
        if (isAway) throw new Error('away')
        return memory.consume(charges, nowMs)
      },
    }
    const gate = createGate(planOf([limit(5)]), { clock, store, logger: false })
    await gate.decideAsync(requestOf())
    isAway = true
    for (let i = 0; i < 3; i++) await gate.decideAsync(requestOf())
    const away = gate.counts().store
    expect(away).toMatchObject({ isUp: false, answered: 1, failed: 1, fallbackDecisions: 3 })
    expect(away?.durations).toMatchObject({ count: 1, sumSeconds: 0.02 })
    isAway = false
    clock.advance(1000)
    await gate.decideAsync(requestOf())
    expect(gate.counts().store).toMatchObject({ isUp: true, answered: 2, failed: 1, fallbackDecisions: 3 })
    expect(gateOf([]).counts().store).toBeUndefined()
  })
})
