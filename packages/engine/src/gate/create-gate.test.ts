import { type Condition, leaf } from '@tidegate/model'
import { anyone, block, exempt, guardOf, ipSetOf, limit, modelOf } from '@tidegate/model/testing'
import { describe, expect, it } from 'vitest'
import { planPolicy } from '../plan/plan-policy.ts'
import { requestOf, testClock } from '../testing/test-gate.ts'
import { createGate } from './create-gate.ts'
import type { GateOptions } from './gate-options.ts'

const inAttackers: Condition = leaf({ kind: 'ip-in', subject: { kind: 'ip' }, set: 0 })
const attackers = [{ name: 'attackers', set: ipSetOf(['198.51.100.0/24']) }]

describe('createGate', () => {
  it('lets a request pass if no rule refuses it', () => {
    const gate = createGate(planPolicy(modelOf({ name: 'site' })), { clock: testClock() })
    expect(gate.decide(requestOf({ target: '/a//b?c=d' }))).toMatchObject({
      outcome: 'pass',
      reason: 'no-rule-refuses',
      status: 200,
      limits: [],
      shadows: [],
      ip: '203.0.113.9',
      path: '/a/b',
      target: '/a/b?c=d',
      policy: { name: 'site', fingerprint: 'feedfacecafebeef' },
    })
  })

  it('blocks a request and names the rule, its file and line', () => {
    const rule = block(inAttackers, { name: 'known attacker', log: 'warn', text: 'block ip in attackers' })
    const gate = createGate(planPolicy(modelOf({ addressSets: attackers, rules: [rule] })), { clock: testClock() })
    expect(gate.decide(requestOf({ peer: '198.51.100.7' }))).toMatchObject({
      outcome: 'block',
      reason: 'block-rule',
      status: 403,
      log: 'warn',
      rule: { kind: 'block', name: 'known attacker', file: 'site.policy', line: 1, text: 'block ip in attackers' },
    })
    expect(gate.decide(requestOf()).outcome).toBe('pass')
  })

  it('refuses the first request over a limit, and admits one after the stated delay', () => {
    const clock = testClock()
    const gate = createGate(planPolicy(modelOf({ rules: [limit(2)] })), { clock })
    expect(gate.decide(requestOf()).limits[0]).toMatchObject({ admitted: true, count: 2, remaining: 1 })
    clock.advance(1000)
    expect(gate.decide(requestOf()).outcome).toBe('pass')
    const refused = gate.decide(requestOf())
    expect(refused).toMatchObject({ outcome: 'limit', reason: 'limit-exceeded', status: 429, retryAfterMs: 59_000 })
    expect(gate.decide(requestOf({ peer: '203.0.113.10' })).outcome).toBe('pass')
    clock.advance(58_999)
    expect(gate.decide(requestOf()).outcome).toBe('limit')
    clock.advance(1)
    expect(gate.decide(requestOf()).outcome).toBe('pass')
  })

  it('does not list exempted and replaced limits', () => {
    const rules = [limit(1), limit(5, { replaces: 0 }), limit(3, { key: [] }), exempt(inAttackers, [2])]
    const gate = createGate(planPolicy(modelOf({ addressSets: attackers, rules })), { clock: testClock() })
    expect(gate.decide(requestOf()).limits.map(({ count }) => count)).toEqual([5, 3])
    expect(gate.decide(requestOf({ peer: '198.51.100.7' })).limits.map(({ count }) => count)).toEqual([5])
  })

  it('refuses a path with `%2F` if a rule depends on whether it is decoded, unless it is kept', () => {
    const inAdmin = leaf({ kind: 'path-in', subject: 'path', set: 0 })
    const pathSets = [{ include: ['/admin/**'], except: [] }]
    const plan = planPolicy(modelOf({ pathSets, rules: [block(inAdmin)] }))
    const outcomes = (options: GateOptions): readonly (string | number)[] => {
      const gate = createGate(plan, { ...options, clock: testClock() })
      const targets = ['/admin/x', '/admin%2Fx', '/group%2Fproject']
      return targets.map((target) => gate.decide(requestOf({ target })).status)
    }
    expect(outcomes({})).toEqual([403, 400, 200])
    expect(outcomes({ encodedSlash: 'both' })).toEqual([403, 400, 200])
    expect(outcomes({ encodedSlash: 'keep' })).toEqual([403, 200, 200])
    expect(outcomes({ encodedSlash: 'refuse' })).toEqual([403, 400, 400])
    expect(outcomes({ ambiguousPaths: 'raw' })).toEqual([403, 200, 200])
    expect(outcomes({ mode: 'observe' })).toEqual([200, 200, 200])
  })

  it('counts a path under one key however its slashes are encoded', () => {
    const perPath = limit(1, { key: [{ kind: 'text', subject: { kind: 'path' } }] })
    const gate = createGate(planPolicy(modelOf({ rules: [perPath] })), { clock: testClock() })
    const statuses = ['/a/b/c', '/a%2Fb/c', '/a%2fb%2Fc', '/a/b%40c', '/a/b@c'].map(
      (target) => gate.decide(requestOf({ target })).status,
    )
    expect(statuses).toEqual([200, 429, 429, 200, 429])
  })

  it('refuses an ambiguous path before any rule', () => {
    const gate = createGate(planPolicy(modelOf({})), { clock: testClock() })
    const decision = gate.decide(requestOf({ target: '/a/%2e%2e/admin' }))
    expect(decision).toMatchObject({ outcome: 'block', reason: 'ambiguous-path', status: 400, ip: '203.0.113.9' })
    expect(decision.path).toBeUndefined()
  })

  it('names a required fact that is missing', () => {
    const facts = [{ name: 'tenant', type: 'text', presence: 'required' }] as const
    const gate = createGate(planPolicy(modelOf({ facts })), { clock: testClock() })
    expect(gate.decide(requestOf())).toMatchObject({ reason: 'fact-missing', detail: 'tenant', status: 503 })
    expect(gate.decide(requestOf({ facts: { tenant: 'a' } })).outcome).toBe('pass')
  })

  it('states in a 503 when the window ends', () => {
    const spec = { terms: [{ clock: { from: 660, to: 780 } }], except: [], zone: 'UTC' }
    const during = guardOf('during', leaf({ kind: 'now-in', window: 0 }))
    const rule = block(anyone, { guards: [during], reply: { status: 503, text: 'maintenance' } })
    const clock = testClock()
    const gate = createGate(planPolicy(modelOf({ windows: [{ spec }], rules: [rule] })), { clock })
    expect(gate.decide(requestOf())).toMatchObject({ status: 503, replyText: 'maintenance', retryAfterMs: 3_600_000 })
    clock.advance(1000)
    expect(gate.decide(requestOf()).retryAfterMs).toBe(3_599_000)
    clock.advance(3_599_000)
    expect(gate.decide(requestOf()).outcome).toBe('pass')
  })

  it('reports the explicit reply and the longest wait if several limits refuse', () => {
    const rules = [
      limit(1, { reply: { status: 429, text: 'slow down' } }),
      limit(1, { period: { kind: 'sliding', periodMs: 3_600_000 }, key: [] }),
    ]
    const gate = createGate(planPolicy(modelOf({ rules })), { clock: testClock() })
    gate.decide(requestOf())
    expect(gate.decide(requestOf())).toMatchObject({ replyText: 'slow down', retryAfterMs: 3_600_000 })
  })

  it('refuses an unknown option and suggests the most similar one', () => {
    const plan = planPolicy(modelOf({}))
    expect(() => createGate(plan, { trustproxy: 'loopback' } as GateOptions)).toThrow(/did you mean `trustProxy`\?/)
    expect(() => createGate(plan, { colour: 1 } as GateOptions)).toThrow(/unknown option `colour`; known options: /)
    expect(() => createGate(plan, { mode: 'watch' } as unknown as GateOptions)).toThrow(/`mode` must be one of/)
    expect(() => createGate(plan, { processes: 0 })).toThrow(/`processes`/)
    for (const capacity of [0, 1.5, 1e9, NaN]) expect(() => createGate(plan, { capacity })).toThrow(/`capacity`/)
  })
})
