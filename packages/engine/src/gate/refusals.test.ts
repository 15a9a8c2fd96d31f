import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LimitState } from '../decision.ts'
import { gateOfText } from '../testing/gate-of-text.ts'
import { requestOf, testClock } from '../testing/test-gate.ts'
import type { GateOptions } from './gate-options.ts'

const policy = `
block path in /admin/**  as "no admins"
limit 2 per minute per ip  as "visitors"
fact plan : text
block plan == "none"`

const byText = (a: LimitState, b: LimitState): number => a.rule.text.localeCompare(b.rule.text)

const gateOf = (options: GateOptions = {}): ReturnType<typeof gateOfText> =>
  gateOfText(policy, { logger: false, ...options })

describe('Gate.refusal', () => {
  it('returns the time, rule, reason, and what the client asked for', () => {
    const clock = testClock()
    const gate = gateOf({ clock })
    clock.advance(1_234)
    const headers = ['Host', 'a.example', 'User-Agent', 'Mozilla']
    const { id } = gate.decide(requestOf({ method: 'POST', target: '/admin/x?key=secret', headers }))
    expect(gate.refusal(id)).toEqual({
      id,
      atMs: clock.wallMs(),
      outcome: 'block',
      reason: 'block-rule',
      status: 403,
      rule: expect.objectContaining({ name: 'no admins', line: 2 }) as unknown,
      limits: [],
      enforced: true,
      method: 'POST',
      path: '/admin/x',
      ip: '203.0.113.9',
      agent: 'Mozilla',
      host: 'a.example',
      policy: { fingerprint: gate.plan.model.fingerprint },
    })
  })

  it('includes the state of the limit that refused', () => {
    const clock = testClock()
    const gate = gateOf({ clock })
    gate.decide(requestOf())
    clock.advance(10_000)
    gate.decide(requestOf())
    const { id } = gate.decide(requestOf())
    expect(gate.refusal(id)).toMatchObject({
      reason: 'limit-exceeded',
      limit: { count: 2, periodMs: 60_000, retryAfterMs: 50_000, resetMs: 60_000 },
    })
  })

  it('includes the state of all limits at that moment, and who asked', () => {
    const clock = testClock()
    const gate = gateOfText(
      'limit 5 per minute per user as "users" when user is present\nlimit 2 per hour per ip as "visitors"',
      {
        logger: false,
        clock,
      },
    )
    const asked = requestOf({ user: 'ann', headers: ['Host', 'shop.example'] })
    gate.decide(asked)
    gate.decide(asked)
    clock.advance(1_000)
    const decision = gate.decide(asked)
    for (let i = 0; i < 9; i++) gate.decide({ ...asked, user: `other ${i}` })
    expect(gate.refusal(decision.id)).toMatchObject({
      user: 'ann',
      host: 'shop.example',
      limits: [
        { rule: { name: 'visitors' }, admitted: false, remaining: 0, retryAfterMs: 3_599_000 },
        { rule: { name: 'users' }, admitted: true, remaining: 3 },
      ],
    })
    expect(gate.refusal(decision.id)!.limits.toSorted(byText)).toEqual(decision.limits.toSorted(byText))
  })

  it('remembers the eight limits with the least left, and how many more there were', () => {
    const limits = Array.from({ length: 12 }, (_, i) => `limit ${i + 1} per minute per ip as "limit ${i + 1}"`)
    const gate = gateOfText(limits.join('\n'), { logger: false })
    gate.decide(requestOf())
    const refusal = gate.refusal(gate.decide(requestOf()).id)!
    expect(refusal.moreLimits).toBe(4)
    expect(refusal.limits.map(({ count }) => count)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  })

  it('lists all that are remembered, the newest first, also while further requests are refused', () => {
    const gate = gateOf({ keptRefusals: 4 })
    const refuse = (n: number): string => gate.decide(requestOf({ target: `/admin/${n}` })).id
    const ids = Array.from({ length: 6 }, (_, n) => refuse(n))
    expect([...gate.refusals()].map(({ id }) => id)).toEqual(ids.slice(2).toReversed())
    const asked = gate.refusals()
    expect(asked.next().value).toMatchObject({ path: '/admin/5' })
    refuse(6)
    expect([...asked].map(({ path }) => path)).toEqual(['/admin/4', '/admin/3'])
  })

  it('includes requests that are refused before any rule, with their target but not their query', () => {
    const gate = gateOf()
    const { id } = gate.decide(requestOf({ target: '/a/../b?key=secret' }))
    expect(gate.refusal(id)).toMatchObject({ reason: 'ambiguous-path', detail: 'a dot segment', path: '/a/../b' })
    expect(gate.refusal(id)).not.toHaveProperty('rule')
  })

  it('includes what a gate in observe mode would have refused, and says that it did not', () => {
    const gate = gateOf({ mode: 'observe' })
    const { id } = gate.decide(requestOf({ target: '/admin' }))
    expect(gate.refusal(id)).toMatchObject({ outcome: 'block', status: 403, enforced: false })
  })

  it('survives a reload that removes the rule', () => {
    const gate = gateOf()
    const { id } = gate.decide(requestOf({ target: '/admin' }))
    gate.replace(gateOfText('block ip in 192.0.2.1', { logger: false }).plan)
    expect(gate.refusal(id)).toMatchObject({ rule: { name: 'no admins' } })
  })

  it('finds each of the newest 10,000 under a flood of long targets, and none before them', () => {
    const gate = gateOf()
    const ids = Array.from({ length: 10_400 }, (_, i) => {
      const target = `/admin/${i}/${'x'.repeat(2_000)}`
      return gate.decide(requestOf({ target, headers: ['User-Agent', 'y'.repeat(8_000)] })).id
    })
    for (const [i, id] of ids.entries()) {
      const refusal = gate.refusal(id)
      if (i < 400) expect(refusal).toBeUndefined()
      else {
        expect(refusal).toMatchObject({ id, agent: `${'y'.repeat(80)}…` })
        expect(refusal!.path).toMatch(new RegExp(`^/admin/${i}/x+…$`))
      }
    }
  })

  it('finds as many as the option says, and none with 0', () => {
    const refused = (gate: ReturnType<typeof gateOf>): string => gate.decide(requestOf({ target: '/admin' })).id
    const three = gateOf({ keptRefusals: 3 })
    const ids = Array.from({ length: 5 }, () => refused(three))
    expect(ids.map((id) => three.refusal(id) !== undefined)).toEqual([false, false, true, true, true])
    const none = gateOf({ keptRefusals: 0 })
    expect(none.refusal(refused(none))).toBeUndefined()
    for (const keptRefusals of [-1, 1.5, 1e7, Number.NaN])
      expect(() => gateOf({ keptRefusals })).toThrow('keptRefusals')
  })

  it('does not find admitted requests and other texts', () => {
    const gate = gateOf()
    const { id } = gate.decide(requestOf())
    const { id: refused } = gate.decide(requestOf({ target: '/admin' }))
    for (const other of [id, '', 'x', `${refused}x`, '\0'.repeat(9)]) expect(gate.refusal(other)).toBeUndefined()
  })

  it('keeps short texts of any characters as they are', () => {
    const gate = gateOf()
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(text, (agent) => {
        const { id } = gate.decide(requestOf({ target: '/admin', headers: ['user-agent', agent] }))
        const kept = gate.refusal(id)!.agent!
        expect(kept.endsWith('…') ? agent.startsWith(kept.slice(0, -1)) : kept === agent).toBe(true)
      }),
    )
  })
})
