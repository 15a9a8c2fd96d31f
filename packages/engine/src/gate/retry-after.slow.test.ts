import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Explanation } from '../explain/explanation.ts'
import { render } from '../reply/render.ts'
import { gateOfText } from '../testing/gate-of-text.ts'
import { requestOf, testClock } from '../testing/test-gate.ts'

const limits = fc.record({
  count: fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 15, max: 20 })),
  period: fc.constantFrom('second', '3 seconds', '10 seconds', 'minute', 'hour'),
  key: fc.constantFrom('per ip', 'per host', 'per ip and host', 'in total', 'per network(24, 56)'),
  burst: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
  counts: fc.constantFrom('', '', ' including refused', ' counting only replies 401'),
  shadow: fc.constantFrom('', '', '', 'shadow '),
})

const policies = fc.array(limits, { minLength: 1, maxLength: 4 }).map((list) => {
  const rules = list.map(({ count, period, key, burst, counts, shadow }, at) => {
    const depth = burst === undefined ? '' : ` burst ${burst}`
    return `${shadow}limit ${count} per ${period} ${key}${depth}${counts} as "limit ${at}"`
  })
  return `where host is present {\n${rules.join('\n')}\n}`
})

const steps = fc.array(
  fc.record({
    afterMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 4_000 }), fc.constantFrom(999, 1_000, 59_999, 60_000)),
    peer: fc.constantFrom('203.0.113.1', '203.0.113.2', '198.51.100.9', '2001:db8::1', '2001:db8:0:1::1'),
    host: fc.constantFrom('a.example', 'b.example'),
    status: fc.constantFrom(200, 401, undefined),
  }),
  { minLength: 10, maxLength: 60 },
)

describe('Retry-After', () => {
  it('is reliable: a retry at that time is admitted if nothing else was counted, and explain predicts it (law 7)', () => {
    let refusals = 0
    fc.assert(
      fc.property(policies, steps, (policy, sequence) => {
        const clock = testClock()
        const gate = gateOfText(policy, { clock })
        for (const { afterMs, peer, host, status } of sequence) {
          clock.advance(afterMs)
          const request = requestOf({ peer, headers: ['Host', host] })
          const explained = (gate.explain(request) as Explanation).decision
          const { decision, settle } = gate.admit(request) as Awaited<ReturnType<typeof gate.admit>>
          expect(decision).toEqual({ ...explained, id: decision.id })
          settle({ ...(status !== undefined && { status: decision.outcome === 'pass' ? status : decision.status }) })
          if (decision.outcome === 'pass') continue
          refusals++
          const seconds = Number(render(decision, '', { random: () => 0 }).headers['retry-after'])
          clock.advance(seconds * 1_000)
          expect(gate.decide(request).outcome).toBe('pass')
        }
      }),
      { numRuns: runs(300, 1 / 2) },
    )
    expect(refusals).toBeGreaterThan(100)
  })

  it('is the shortest such time, to the millisecond, for limits that keep individual times', () => {
    const clock = testClock()
    const gate = gateOfText('limit 3 per minute per ip', { clock })
    for (const afterMs of [0, 250, 250]) {
      clock.advance(afterMs)
      gate.decide(requestOf())
    }
    const { retryAfterMs } = gate.decide(requestOf())
    expect(retryAfterMs).toBe(59_500)
    clock.advance(59_499)
    expect(gate.decide(requestOf()).outcome).toBe('limit')
    clock.advance(1)
    expect(gate.decide(requestOf()).outcome).toBe('pass')
  })
})
