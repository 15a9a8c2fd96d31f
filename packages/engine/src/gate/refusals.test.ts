import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gateOfText } from '../testing/gate-of-text.ts'
import { requestOf, testClock } from '../testing/test-gate.ts'
import type { GateOptions } from './gate-options.ts'

const policy = `
block path in /admin/**  as "no admins"
limit 2 per minute per ip  as "visitors"
fact plan : text
block plan == "none"`

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
      enforced: true,
      method: 'POST',
      path: '/admin/x',
      ip: '203.0.113.9',
      agent: 'Mozilla',
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
      // WHY: looking all up would take seconds.
      if (i % 37 !== 0 && Math.abs(i - 400) > 2) continue
      const refusal = gate.refusal(id)
      if (i < 400) expect(refusal).toBeUndefined()
      else {
        expect(refusal).toMatchObject({ id, agent: `${'y'.repeat(40)}…` })
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
