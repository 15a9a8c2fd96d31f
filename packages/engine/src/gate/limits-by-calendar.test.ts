import { limit, modelOf } from '@tidegate/model/testing'
import { describe, expect, it } from 'vitest'
import { planPolicy } from '../plan/plan-policy.ts'
import { passHeaders } from '../reply/pass-headers.ts'
import { render } from '../reply/render.ts'
import { requestOf } from '../testing/test-gate.ts'
import type { Clock } from './clock.ts'
import { createGate } from './create-gate.ts'
import type { Admission, Gate } from './gate.ts'

/** A clock whose wall time the test sets apart from the monotonic time. */
interface TwoClocks extends Clock {
  wall: number
  elapsed: number
}

function clocksAt(text: string): TwoClocks {
  const clocks = { wall: Date.parse(text), elapsed: 0, wallMs: () => clocks.wall, monotonicMs: () => clocks.elapsed }
  return clocks
}

function pass(clocks: TwoClocks, ms: number): void {
  clocks.wall += ms
  clocks.elapsed += ms
}

function gateOf(clock: Clock, count: number, more: Parameters<typeof limit>[1] = {}): Gate {
  const period = { kind: 'calendar', unit: 'day', zone: 'Europe/Bucharest' } as const
  return createGate(planPolicy(modelOf({ rules: [limit(count, { period, name: 'daily', ...more })] })), { clock })
}

const hourMs = 3_600_000

describe('a limit by calendar periods', () => {
  it('admits its count again when the next day of its zone begins, and says when that is', () => {
    // Midnight in Bucharest is at 22:00 UTC.
    const clocks = clocksAt('2026-11-17T20:59:58.500Z')
    const gate = gateOf(clocks, 1)
    expect(passHeaders(gate.decide(requestOf()))).toMatchObject({
      'ratelimit-policy': '"daily";q=1;w=86400',
      ratelimit: '"daily";r=0;t=3602',
    })
    const refused = gate.decide(requestOf())
    expect(refused).toMatchObject({
      outcome: 'limit',
      retryAfterMs: hourMs + 1500,
      limits: [{ periodMs: 24 * hourMs, period: { kind: 'calendar', unit: 'day', zone: 'Europe/Bucharest' } }],
    })
    expect(render(refused, '*/*').headers['retry-after']).toBe('3602')
    pass(clocks, hourMs + 1499)
    expect(gate.decide(requestOf()).outcome).toBe('limit')
    pass(clocks, 1)
    expect(gate.decide(requestOf()).outcome).toBe('pass')
  })

  it.each([
    ['2026-03-29T12:00:00Z', 82_800],
    ['2026-10-25T12:00:00Z', 90_000],
    ['2026-10-26T12:00:00Z', 86_400],
  ])('has a day at %s of %i seconds', (at, seconds) => {
    const clocks = clocksAt('2026-03-20T12:00:00Z')
    const gate = gateOf(clocks, 5)
    gate.decide(requestOf())
    clocks.wall = Date.parse(at)
    expect(passHeaders(gate.decide(requestOf()))).toMatchObject({ 'ratelimit-policy': `"daily";q=5;w=${seconds}` })
  })

  it('gives nothing back when the wall clock steps back, by an hour or by a day', () => {
    const clocks = clocksAt('2026-11-17T22:30:00Z')
    const gate = gateOf(clocks, 1)
    gate.decide(requestOf())
    clocks.wall -= hourMs
    expect(gate.decide(requestOf())).toMatchObject({ outcome: 'limit', retryAfterMs: 23.5 * hourMs })
    clocks.wall -= 24 * hourMs
    expect(gate.decide(requestOf()).outcome).toBe('limit')
  })

  it('counts a reply in the period in which it is sent', () => {
    const clocks = clocksAt('2026-11-17T21:59:59Z')
    const gate = gateOf(clocks, 1, { countingReplies: [401] })
    const [one, other] = [gate.admit(requestOf()) as Admission, gate.admit(requestOf()) as Admission]
    one.settle({ status: 401 })
    pass(clocks, 2000)
    expect(gate.decide(requestOf()).outcome).toBe('pass')
    other.settle({ status: 401 })
    expect(gate.decide(requestOf()).retryAfterMs).toBe(24 * hourMs - 1000)
  })

  it('decides without a valid time, too', () => {
    const clocks = clocksAt('2026-11-17T21:59:59Z')
    const gate = gateOf(clocks, 1)
    for (const wall of [NaN, Infinity, -Infinity, -1e15, 1e300, 0]) {
      clocks.wall = wall
      expect(['pass', 'limit']).toContain(gate.decide(requestOf()).outcome)
    }
  })
})

describe('a limit that blocks', () => {
  it('refuses until the end of the block, which Retry-After and the log of refusals say', () => {
    const clocks = clocksAt('2026-11-17T12:00:00Z')
    const gate = createGate(planPolicy(modelOf({ rules: [limit(1, { blockMs: hourMs, name: 'logins' })] })), {
      clock: clocks,
    })
    gate.decide(requestOf())
    const refused = gate.decide(requestOf())
    expect(refused).toMatchObject({ retryAfterMs: hourMs, limits: [{ blocked: true, remaining: 0 }] })
    expect(render(refused, '*/*').headers).toMatchObject({
      'retry-after': '3600',
      ratelimit: '"logins";r=0;t=3600',
    })
    expect(gate.refusal(refused.id)!.limit).toEqual({
      count: 1,
      periodMs: 60_000,
      retryAfterMs: hourMs,
      resetMs: hourMs,
      blocked: true,
    })
    const explanation = gate.explain(requestOf())
    if (explanation instanceof Promise) throw new TypeError('the memory store answers at once')
    expect(explanation.phases.at(-1)!.rules[0]).toMatchObject({
      because: 'it counts ip 203.0.113.9, which has exceeded it and is blocked',
      limit: { blocked: true, retryAfterMs: hourMs },
    })
    pass(clocks, hourMs - 1)
    expect(gate.decide(requestOf()).retryAfterMs).toBe(1)
    pass(clocks, 1)
    expect(gate.decide(requestOf()).outcome).toBe('pass')
  })
})
