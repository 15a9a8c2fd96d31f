import fc from 'fast-check'
import { type Condition, leaf } from '@tidegate/model'
import { allowOnly, anyone, block, exempt, guardOf, ipSetOf, limit, modelOf } from '@tidegate/model/testing'
import { runs } from '@tidegate/test-support'
import { describe, expect, it } from 'vitest'
import { createGate } from '../gate/create-gate.ts'
import type { GateOptions } from '../gate/gate-options.ts'
import { planPolicy } from '../plan/plan-policy.ts'
import type { GateRequest } from '../request.ts'
import { randomModel } from '../testing/random-model.ts'
import type { Explanation, RuleExplanation } from './explanation.ts'

const instant = Date.UTC(2026, 10, 17, 3, 12)
const clock = { wallMs: () => instant, monotonicMs: () => 0 }

const inOffice: Condition = leaf({ kind: 'ip-in', subject: { kind: 'ip' }, set: 0 })
const inPeak: Condition = leaf({ kind: 'now-in', window: 0 })
const sets = {
  addressSets: [{ name: 'office', set: ipSetOf(['198.51.100.0/24']) }, { set: ipSetOf(['10.0.0.0/8', '192.0.2.1']) }],
  windows: [{ name: 'peak', spec: { terms: [{ clock: { from: 240, to: 1020 } }], except: [], zone: 'UTC' } }],
  botSets: [{ name: 'search', terms: [{ kind: 'token' as const, text: 'googlebot', word: false }], except: [] }],
  pathSets: [{ include: ['/admin/**'], except: [] }],
}

const request: GateRequest = {
  method: 'GET',
  target: '/admin/x?y=1',
  headers: ['Host', 'a.example', 'User-Agent', 'Googlebot/2.1'],
  peer: '203.0.113.9',
}

function explained(
  rules: Parameters<typeof modelOf>[0]['rules'],
  more: GateOptions = {},
  sent: Partial<GateRequest> = {},
): Explanation {
  const gate = createGate(planPolicy(modelOf({ ...sets, ...(rules !== undefined && { rules }) })), { clock, ...more })
  return gate.explain({ ...request, ...sent }) as Explanation
}

function only(explanation: Explanation): RuleExplanation {
  return explanation.phases.flatMap(({ rules }) => rules)[0]!
}

describe('explain', () => {
  it('states why a rule does not apply, with the request’s values', () => {
    expect(only(explained([block(inOffice)]))).toMatchObject({
      verdict: 'did-not-hold',
      because: 'ip 203.0.113.9 is not in `office`',
      deciding: false,
    })
  })

  it('states why a test is in doubt, and what it counts as for the rule', () => {
    const unknown = { headers: ['X-Real-IP', 'x'], peer: '10.0.0.1' }
    const trustProxy = { from: '10.0.0.0/8', header: 'x-real-ip' }
    const because = 'the address of the client is unknown, so `ip in office` counts as'
    const reasonFor = (...rules: NonNullable<Parameters<typeof modelOf>[0]['rules']>): readonly string[] =>
      explained(rules, { trustProxy }, unknown).phases.flatMap((phase) => phase.rules.map((rule) => rule.because))
    expect(reasonFor(block(inOffice))).toEqual([`${because} true`])
    expect(reasonFor(block({ kind: 'not', condition: inOffice }))).toEqual([`${because} false`])
    expect(reasonFor(allowOnly(inOffice))).toEqual([`${because} false`])
    const both: Condition = { kind: 'and', all: [anyone, inOffice] }
    expect(reasonFor(exempt(both, [1]), limit(5, { key: [{ kind: 'ip', v4: 32, v6: 64 }] }))).toEqual([
      `${because} false`,
      'it counts all requests whose ip is unknown',
    ])
    expect(explained([block(inOffice)], { trustProxy }, unknown)).toMatchObject({
      seen: { address: 'unknown', peer: '10.0.0.1' },
      decision: { outcome: 'block' },
    })
    expect(explained([block(inOffice)], { trustProxy }, unknown).decision).not.toHaveProperty('ip')
  })

  it('shows the occurrences of a repeated field on which a test disagrees', () => {
    const isJson: Condition = leaf({
      kind: 'text-in',
      subject: { kind: 'header', name: 'content-type' },
      values: ['application/json'],
    })
    const headers = ['Content-Type', 'text/plain', 'Content-Type', 'application/json']
    expect(only(explained([allowOnly(isJson)], {}, { headers })).because).toBe(
      'header("content-type") occurs 2 times ("text/plain", "application/json"), so `header("content-type") == "application/json"` counts as false',
    )
    const agents = ['User-Agent', 'a', 'User-Agent', 'Googlebot']
    const inSearch = leaf({ kind: 'bot-in', set: 0 })
    expect(only(explained([block(inSearch)], {}, { headers: agents }))).toMatchObject({
      verdict: 'held',
      because: 'the User-Agent fields differ, so `bot in search` counts as true',
    })
  })

  it('shows the readings of a cookie on which a test disagrees', () => {
    const isGold: Condition = leaf({ kind: 'text-in', subject: { kind: 'cookie', name: 'plan' }, values: ['gold'] })
    expect(only(explained([allowOnly(isGold)], {}, { headers: ['Cookie', 'plan=%67old'] })).because).toBe(
      'cookie("plan") can be read in several ways ("gold", "%67old"), so `cookie("plan") == "gold"` counts as false',
    )
  })

  it('lists the members of a set without a name', () => {
    const rule = block(leaf({ kind: 'ip-in', subject: { kind: 'ip' }, set: 1 }))
    expect(only(explained([rule])).because).toBe('ip 203.0.113.9 is not in 10.0.0.0/8, 192.0.2.1')
  })

  it('states which guard is false', () => {
    expect(only(explained([block(anyone, { guards: [guardOf('during', inPeak)] })]))).toMatchObject({
      verdict: 'not-in-force',
      because: 'now (Tue 2026-11-17 03:12 UTC) is not in `peak`',
    })
    const unless = guardOf('unless', { kind: 'not', condition: leaf({ kind: 'bot-in', set: 0 }) }, 'bot in search')
    expect(only(explained([block(anyone, { guards: [unless] })])).because).toBe(
      'unless bot in search: agent "Googlebot/2.1" is in `search`',
    )
    const robots = guardOf('bots-on-robots-txt', { kind: 'not', condition: anyone })
    expect(only(explained([block(anyone, { guards: [robots] })])).because).toMatch(/robots\.txt/)
  })

  it('marks the rule that decides, among several that apply', () => {
    const { decision, phases } = explained([
      block(leaf({ kind: 'path-in', subject: 'path', set: 0 })),
      block(anyone, { reply: { status: 404 } }),
      allowOnly(inOffice),
    ])
    expect(decision.status).toBe(404)
    expect(phases.flatMap(({ rules }) => rules.map(({ verdict, deciding }) => [verdict, deciding]))).toEqual([
      ['held', false],
      ['held', true],
      ['not-reached', false],
    ])
    expect(phases[0]!.rules[0]!.because).toBe('path /admin/x is in /admin/**')
  })

  it('shows the state of limits, what replaces and what lifts them, and charges nothing', () => {
    const rules = [
      limit(2),
      limit(1, { key: [], name: 'all' }),
      limit(9, { replaces: 1, name: 'more' }),
      limit(4, { key: [{ kind: 'ip', v4: 24, v6: 48 }] }),
      exempt(leaf({ kind: 'bot-in', set: 0 }), [3], { name: 'friends' }),
    ]
    const gate = createGate(planPolicy(modelOf({ ...sets, rules })), { clock })
    gate.decide(request)
    for (let i = 0; i < 5; i++) void gate.explain(request)
    const { phases, decision } = gate.explain(request) as Explanation
    const limits = phases.find(({ phase }) => phase === 'limit')!.rules
    expect(limits.map(({ verdict, because }) => [verdict, because])).toEqual([
      ['held', 'it counts ip 203.0.113.9'],
      ['replaced', '`more` replaces it'],
      ['held', 'it counts ip 203.0.113.9'],
      ['exempted', '`friends` lifts it'],
    ])
    expect(limits[0]!.limit).toMatchObject({ admitted: true, count: 2, remaining: 0 })
    expect(decision.outcome).toBe('pass')
  })

  it('shows the result of phases after a refusal, and that they are not reached', () => {
    const rules = [
      block(anyone),
      allowOnly(inOffice),
      allowOnly(inOffice, { shadow: true }),
      exempt(anyone, [5]),
      limit(3),
      limit(4),
      limit(5, { guards: [guardOf('during', inPeak)] }),
    ]
    const { decision, phases } = explained(rules)
    expect(decision).toMatchObject({ outcome: 'block', limits: [] })
    expect(phases.map(({ rules: each }) => each.map(({ verdict }) => verdict))).toEqual([
      ['held'],
      ['not-reached', 'held'],
      ['not-reached'],
      ['not-reached', 'not-reached', 'not-in-force'],
    ])
    expect(phases.at(-1)!.rules[0]).toMatchObject({
      because: 'it counts ip 203.0.113.9',
      deciding: false,
      limit: { count: 3, remaining: 3, retryAfterMs: 0 },
    })
    const second = explained(rules.slice(1, 5).map((rule) => (rule.kind === 'exempt' ? { ...rule, lifts: [3] } : rule)))
    expect(second.phases.map(({ rules: each }) => each.map(({ verdict }) => verdict))).toEqual([
      [],
      ['held', 'held'],
      ['not-reached'],
      ['not-reached'],
    ])
  })

  it('counts nothing for a request that does not reach the limits, with and without remaining quota', () => {
    const rules = [
      block(leaf({ kind: 'path-in', subject: 'path', set: 0 })),
      limit(2),
      limit(3, { includingRefused: true }),
    ]
    const gate = createGate(planPolicy(modelOf({ ...sets, rules })), { clock })
    const standing = (target: string): unknown => {
      const { phases } = gate.explain({ ...request, target }) as Explanation
      return phases
        .at(-1)!
        .rules.map(({ verdict, limit: state }) => [verdict, state?.admitted, state?.remaining, state?.retryAfterMs])
    }
    const free = ['not-reached', true]
    expect(standing('/admin')).toEqual([
      [...free, 2, 0],
      [...free, 3, 0],
    ])
    gate.decide({ ...request, target: '/' })
    expect(standing('/admin')).toEqual([
      [...free, 1, 0],
      [...free, 2, 0],
    ])
    gate.decide({ ...request, target: '/' })
    expect(standing('/admin')).toEqual([
      ['not-reached', false, 0, 60_000],
      [...free, 1, 0],
    ])
    expect(standing('/')).toEqual([
      ['held', false, 0, 60_000],
      ['held', true, 0, 60_000],
    ])
  })

  it('shows the size of a bucket, to which the remaining requests relate', () => {
    const state = only(explained([limit(50, { period: { kind: 'sliding', periodMs: 60_000, burst: 5 } })])).limit
    expect(state).toMatchObject({ count: 50, burst: 5, remaining: 4 })
    expect(only(explained([limit(50)])).limit).not.toHaveProperty('burst')
  })

  it('shows the values of the request that the policy saw', () => {
    expect(explained([]).seen).toEqual({
      address: '203.0.113.9',
      peer: '203.0.113.9',
      method: 'GET',
      host: 'a.example',
      path: '/admin/x',
      target: '/admin/x?y=1',
      agent: 'Googlebot/2.1',
      bot: 'googlebot',
      now: 'Tue 2026-11-17 03:12 UTC',
      'open windows': 'none',
    })
  })

  it('shows the addresses of a fact that is a list', () => {
    const model = modelOf({ facts: [{ name: 'user.ips', type: 'ips', presence: 'optional' }] as never })
    const seen = (value: unknown): string | undefined => {
      const explanation = createGate(planPolicy(model), { clock }).explain({ ...request, facts: { 'user.ips': value } })
      return (explanation as Explanation).seen['fact user.ips']
    }
    expect(seen('10.0.0.0/8, 2001:db8::1')).toBe('10.0.0.0/8, 2001:db8::1')
    expect(seen('192.0.2.1,192.0.2.3,192.0.2.5,192.0.2.7,192.0.2.9')).toBe(
      '192.0.2.1, 192.0.2.3, 192.0.2.5, 192.0.2.7, …',
    )
    expect(seen('nonsense')).toBe('no valid address')
    expect(seen(' , ')).toBe('empty')
  })

  it('explains a request that is refused before any rule', () => {
    const gate = createGate(planPolicy(modelOf({ rules: [block(anyone)] })), { clock })
    const explanation = gate.explain({ ...request, target: '/a\\b' }) as Explanation
    expect(explanation).toMatchObject({
      decision: { reason: 'ambiguous-path' },
      phases: [],
      seen: { address: '203.0.113.9' },
    })
  })

  it('says for a path that programs read in several ways which rule depends on it, and on which reading', () => {
    const test = leaf({ kind: 'path-in', subject: 'path', set: 0 })
    const rules = [block(test, { text: 'block path in /admin/**' })]
    const pathSets = [{ include: ['/admin/**'], except: [] }]
    const gate = createGate(planPolicy(modelOf({ pathSets, rules })), { clock })
    const explanation = gate.explain({ ...request, target: '/admin%2Fsecret' }) as Explanation
    expect(explanation).toMatchObject({
      decision: {
        reason: 'ambiguous-path',
        status: 400,
        detail: 'an encoded slash that matters if it is decoded',
        tellsApart: { text: 'block path in /admin/**' },
      },
      seen: {
        'path if decoded': '/admin/secret',
        'told apart by': 'block path in /admin/** (site.policy:1)',
      },
    })
    expect(gate.explain({ ...request, target: '/group%2Fproject' })).toMatchObject({ decision: { outcome: 'pass' } })
  })

  it('has the verdict of decide and charges nothing (law 7)', () => {
    const requests = fc.array(
      fc.record({
        method: fc.constantFrom('GET', 'POST'),
        target: fc.constantFrom('/', '/a', '/a/b?k=a', '/admin', '/a//b', '/%'),
        headers: fc.constantFrom<readonly string[]>(['Host', 'a'], ['Host', 'ab', 'User-Agent', 'Googlebot crawler']),
        peer: fc.constantFrom('203.0.113.7', '10.1.2.3', '2001:db8:1::7'),
      }),
      { minLength: 1, maxLength: 8 },
    )
    fc.assert(
      fc.property(
        randomModel,
        requests,
        fc.constantFrom('enforce' as const, 'observe' as const),
        (model, sent, mode) => {
          const gate = createGate(planPolicy(model), { clock, mode })
          for (const one of sent) {
            const before = (gate.explain(one) as Explanation).decision
            expect((gate.explain(one) as Explanation).decision).toEqual({ ...before, id: expect.any(String) as string })
            expect(gate.decide(one)).toEqual({ ...before, id: expect.any(String) as string })
          }
        },
      ),
      { numRuns: runs(40) },
    )
  })
})
