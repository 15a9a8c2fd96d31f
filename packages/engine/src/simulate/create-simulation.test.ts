import { checkPolicy, noFiles } from '@tidegate/dsl'
import { leaf, type Model, type Rule } from '@tidegate/model'
import { block, limit, modelOf } from '@tidegate/model/testing'
import { runs } from '@tidegate/test-support'
import { formatIp, parseIp } from '@tidegate/values'
import { describe, expect, it } from 'vitest'
import type { Verdict } from '../decide/verdict.ts'
import type { Decision } from '../decision.ts'
import { createGate } from '../gate/create-gate.ts'
import type { Admission } from '../gate/gate.ts'
import { planPolicy } from '../plan/plan-policy.ts'
import type { Plan } from '../plan/plan.ts'
import { describePlugins } from '../plugins/describe-plugin.ts'
import type { Plugin } from '../plugins/plugin.ts'
import { randomModel } from '../testing/random-model.ts'
import { createSimulation, type SimulationOptions } from './create-simulation.ts'
import type { PastRequest } from './read-past-request.ts'
import fc from 'fast-check'

interface Step {
  readonly request: PastRequest
  readonly afterMs: number
  readonly status: number
}

const text = fc.constantFrom('a', 'b', 'ab', 'GET', '/a', 'ß')

const request: fc.Arbitrary<PastRequest> = fc.record({
  ip: fc
    .constantFrom('203.0.113.7', '203.0.113.8', '10.1.2.3', '8.8.8.8', '2001:db8:1::7', '2a00::1')
    .map((ip) => parseIp(ip)!),
  method: fc.constantFrom('GET', 'GET', 'POST', 'get'),
  target: fc.constantFrom(
    '/',
    '/a',
    '/a/b/c',
    '/a//key',
    '/%61',
    '/a/..',
    '/a%2Fb',
    '/b%2Fc',
    '/a?k=a&k=b',
    '*',
    'http://b/a',
    `/${'x'.repeat(3_000)}`,
    'ÿ',
  ),
  host: fc.constantFrom(undefined, 'a', 'b', 'AB:80', 'a..b'),
  agent: fc.constantFrom(undefined, '', 'Mozilla/5.0', 'Googlebot/2.1 crawler', 'code', 'spider/2.0'),
  headers: fc.constantFrom([], ['X-Key', 'a'], ['x-key', 'a', 'x-key', 'b', 'cookie', 'c=a']),
  user: fc.option(text, { nil: undefined }),
  lastsMs: fc.constantFrom(0, 0, 1, 600, 100_000),
})

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({ request, afterMs: fc.constantFrom(0, 1, 500, 9_000, 70_000), status: fc.constantFrom(0, 200, 401, 403) }),
  { maxLength: 40 },
)

const facts: fc.Arbitrary<Readonly<Record<string, unknown>>> = fc.record({
  role: fc.constantFrom(undefined, 'a', 'b'),
  tags: fc.constantFrom(undefined, ['a'], []),
  score: fc.constantFrom(undefined, 11, 'no number'),
  premium: fc.constantFrom(undefined, true),
  allowed: fc.constantFrom(undefined, '10.0.0.0/8', ''),
})

/** The same model, where some limits count only replies. */
function countingReplies(model: Model, picks: number): Model {
  const rules = model.rules.map((rule, index): Rule =>
    rule.kind === 'limit' && (picks >>> index) % 2 === 1 ? { ...rule, countingReplies: [401, 403, 429] } : rule,
  )
  return { ...model, rules }
}

/** The verdicts of a gate on the same requests, with its clock set by the test. */
function byGate(
  plan: Plan,
  all: readonly Step[],
  supplied: Readonly<Record<string, unknown>> | undefined,
): readonly Verdict[] {
  let nowMs = Date.UTC(2026, 2, 28)
  const gate = createGate(plan, { clock: { wallMs: () => nowMs, monotonicMs: () => nowMs } })
  let inProgress: readonly { readonly endMs: number; readonly end: () => void }[] = []
  return all.map(({ request: past, afterMs, status }) => {
    nowMs += afterMs
    for (const { endMs, end } of inProgress) if (endMs <= nowMs) end()
    inProgress = inProgress.filter(({ endMs }) => endMs > nowMs)
    const { lastsMs = 0, ip, method, target, host, agent, headers, user } = past
    const own = [...(host === undefined ? [] : ['Host', host]), ...(agent === undefined ? [] : ['User-Agent', agent])]
    const { decision, settle, end } = gate.admit({
      method,
      target,
      headers: [...own, ...headers],
      peer: formatIp(ip),
      ...(user !== undefined && { user }),
      ...(supplied !== undefined && { facts: supplied }),
    }) as Admission
    inProgress = [...inProgress, { endMs: nowMs + lastsMs, end }]
    settle({ status: decision.outcome === 'pass' ? status : decision.status })
    return verdictOf(decision, plan)
  })
}

function verdictOf({ outcome, reason, rule, status, shadows }: Decision, { model }: Plan): Verdict {
  const indexOf = (id: string): number => model.rules.findIndex((each) => each.id === id)
  return {
    outcome,
    reason,
    rule: rule === undefined ? -1 : indexOf(rule.id),
    status,
    shadows: shadows.map((note) => indexOf(note.rule.id)),
  }
}

function bySimulation(plan: Plan, all: readonly Step[], options: SimulationOptions): readonly Verdict[] {
  let nowMs = Date.UTC(2026, 2, 28)
  const simulation = createSimulation(plan, options)
  return all.map(({ request: past, afterMs, status }) => {
    nowMs += afterMs
    return { ...simulation.decide(past, nowMs, status) }
  })
}

describe('createSimulation', () => {
  it('decides sequences of requests as a gate does', () => {
    fc.assert(
      fc.property(randomModel, fc.nat(1_023), steps, facts, (model, picks, all, supplied) => {
        const plan = planPolicy(countingReplies(model, picks))
        expect(bySimulation(plan, all, { facts: () => supplied })).toEqual(byGate(plan, all, supplied))
      }),
      { numRuns: runs(80) },
    )
  })

  it('charges a limit that counts replies by the status of the reply', () => {
    const plan = planPolicy(modelOf({ rules: [limit(1, { countingReplies: [401] })] }))
    const simulation = createSimulation(plan)
    const past: PastRequest = {
      ip: parseIp('203.0.113.7')!,
      method: 'POST',
      target: '/login',
      host: undefined,
      agent: undefined,
      headers: [],
      user: undefined,
    }
    const outcomes = [200, 401, 401].map(
      (status, second) => simulation.decide(past, Date.UTC(2026, 0) + second * 1_000, status).outcome,
    )
    expect(outcomes).toEqual(['pass', 'pass', 'limit'])
  })

  it('asks for the facts of the user of a request', () => {
    const declared = { name: 'blocked', type: 'flag', presence: 'with-user' } as const
    const rule = block(leaf({ kind: 'flag', fact: 0 }))
    const plan = planPolicy(modelOf({ facts: [declared], rules: [rule] }))
    const simulation = createSimulation(plan, {
      facts: (user) => (user === 'eve' ? { blocked: true } : user === 'ada' ? { blocked: false } : undefined),
    })
    const past = (user: string | undefined): PastRequest => ({
      ip: parseIp('203.0.113.7')!,
      method: 'GET',
      target: '/',
      host: undefined,
      agent: undefined,
      headers: [],
      user,
    })
    const reasons = ['eve', 'ada', undefined, 'sam'].map(
      (user) => simulation.decide(past(user), Date.UTC(2026, 0), 200).reason,
    )
    expect(reasons).toEqual(['block-rule', 'no-rule-refuses', 'no-rule-refuses', 'fact-missing'])
  })

  it('uses synchronous facts of plugins, as a gate does, unless the facts are given', () => {
    const tenants: Plugin = {
      apiVersion: 1,
      name: 'tenants',
      facts: {
        'tenant.plan': { type: 'text', values: ['free', 'team'], read: ({ host }) => (host === 'a' ? 'free' : 'team') },
        'tenant.known': { type: 'flag', whileUnknown: 'absent', resolve: () => Promise.resolve(true) },
      },
    }
    for (const header of ['', 'block header("x-key") == "b"']) {
      const text = `use tenants\nblock tenant.plan == "free"  as "free"\nblock tenant.known  as "known"\n${header}`
      const host = { ...noFiles, plugins: describePlugins([tenants]) }
      const plan = planPolicy(checkPolicy({ file: 'site.policy', text }, host).model!)
      const named = (verdict: Verdict): string | undefined => plan.model.rules[verdict.rule]?.name
      const past = (own: Partial<PastRequest>): PastRequest => ({
        ip: parseIp('203.0.113.7')!,
        method: 'GET',
        target: '/',
        host: 'a',
        agent: undefined,
        headers: [],
        user: undefined,
        ...own,
      })
      const decideWith = (options: SimulationOptions, own: Partial<PastRequest> = {}): string | undefined =>
        named(createSimulation(plan, options).decide(past(own), Date.UTC(2026, 0), 200))
      const gate = createGate(plan, { plugins: [tenants] })
      for (const host of ['a', 'b']) {
        const { rule } = gate.decide({ method: 'GET', target: '/', headers: ['Host', host], peer: '203.0.113.7' })
        expect(decideWith({ plugins: [tenants] }, { host })).toBe(rule?.name)
      }
      expect(decideWith({ plugins: [tenants] })).toBe('free')
      expect(decideWith({ plugins: [tenants], facts: () => ({ 'tenant.plan': 'team' }) })).toBeUndefined()
      expect(decideWith({ plugins: [tenants], facts: () => ({ 'tenant.known': true }) }, { host: 'b' })).toBe('known')
      expect(decideWith({})).toBeUndefined()
      expect(() => createSimulation(plan, { plugins: [] })).toThrow(/uses the plugin `tenants`/)
    }
  })

  it('returns the same object for every request that passes, so that no memory is allocated', () => {
    const simulation = createSimulation(planPolicy(modelOf({ rules: [limit(100)] })))
    const past: PastRequest = {
      ip: parseIp('203.0.113.7')!,
      method: 'GET',
      target: '/',
      host: 'a',
      agent: 'x',
      headers: [],
      user: undefined,
    }
    expect(simulation.decide(past, Date.UTC(2026, 0), 200)).toBe(simulation.decide(past, Date.UTC(2026, 0), 200))
    expect(simulation.counters().subjects).toBe(1)
  })
})

describe('a simulated request', () => {
  it('holds places of limits at once for as long as it lasts, on the virtual clock', () => {
    const rules = [limit(2, { period: { kind: 'at-once' } })]
    const simulation = createSimulation(planPolicy(modelOf({ rules })))
    const outcomes: string[] = []
    const at = (atMs: number, lastsMs?: number): void => {
      const past = { ...pastRequest(), ...(lastsMs !== undefined && { lastsMs }) }
      outcomes.push(`${atMs} ${simulation.decide(past, atMs, 200).outcome}`)
    }
    at(0, 30_000)
    at(1000, 5000)
    at(5999)
    at(6000, 1000)
    at(6999)
    at(7000)
    at(7000)
    at(29_999, 10_000)
    at(29_999)
    at(30_000)
    expect(outcomes).toEqual([
      '0 pass',
      '1000 pass',
      '5999 limit',
      '6000 pass',
      '6999 limit',
      '7000 pass',
      '7000 pass',
      '29999 pass',
      '29999 limit',
      '30000 pass',
    ])
  })
})

function pastRequest(): PastRequest {
  return {
    ip: parseIp('203.0.113.7')!,
    method: 'GET',
    target: '/',
    host: 'a.example',
    agent: undefined,
    headers: [],
    user: undefined,
  }
}
