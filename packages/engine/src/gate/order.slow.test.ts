import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { GateRequest } from '../request.ts'
import { gateOfText } from '../testing/gate-of-text.ts'
import { requestOf, testClock } from '../testing/test-gate.ts'

const declarations = [
  'list attackers = 198.51.100.0/24, 192.0.2.1 - 192.0.2.9',
  'list office = 203.0.113.0/24 except 203.0.113.7',
  'bots search = googlebot, bingbot',
  'bots scrapers = crawler, word "code" except set search',
  'paths static = /static/**, /*.css except /static/secret/**',
  'window peak = 11:00-13:00 UTC',
  'texts safe = "GET", "HEAD"',
]

const rules = [
  'block ip in attackers as "known attacker" log warn',
  'block ip in attackers and method in POST reply 404',
  'block bot in scrapers when path not in static reply 403 "no robots"',
  'block method not in safe unless ip in office',
  'allow only ip in office, 10.0.0.0/8 when path in /admin/** during peak',
  'allow only anyone when user is absent',
  'limit 3 per minute per ip as "few"',
  'limit 2 per minute per ip when bot in search reply 503',
  'limit 5 per minute in total including refused',
  'limit 9 per minute per ip when ip in office replaces "few"',
  'limit 4 per minute per user when user is present burst 2',
  'exempt path in static from limits',
  'exempt ip in office from "few"',
  'shadow block path in /a/** as "trial"',
  'shadow limit 1 per minute per ip',
]

const request: fc.Arbitrary<GateRequest> = fc
  .record({
    peer: fc.constantFrom('198.51.100.7', '192.0.2.5', '203.0.113.7', '203.0.113.8', '10.1.1.1', '2001:db8::1'),
    method: fc.constantFrom('GET', 'GET', 'POST'),
    target: fc.constantFrom('/', '/admin/x', '/static/a.css', '/static/secret/b', '/a/b', '/robots.txt'),
    agent: fc.constantFrom('Mozilla', 'Googlebot crawler', 'Evil Crawler', 'vs code'),
    user: fc.constantFrom(undefined, undefined, 'anna'),
  })
  .map(({ agent, user, ...parts }) =>
    requestOf({ ...parts, headers: ['Host', 'a.example', 'User-Agent', agent], ...(user !== undefined && { user }) }),
  )

/** The decisions of a policy about requests, one after another, without positions of rules and ids of decisions. */
function outcomes(statements: readonly string[], requests: readonly GateRequest[]): readonly unknown[] {
  const gate = gateOfText(statements.join('\n'), { clock: testClock() })
  const decisions = requests.map((one) => ({ ...gate.decide(one), id: '' }))
  return JSON.parse(JSON.stringify(decisions, (key, value: unknown) => (key === 'line' ? 0 : value))) as unknown[]
}

const policy = fc.subarray(rules, { minLength: 2 }).filter(
  // A rule that names "few" needs it.
  (chosen) => chosen.includes(rules[6]!) || !chosen.some((rule) => rule.includes('"few"')),
)

describe('a policy (law 1)', () => {
  it('means the same with its statements in any order', () => {
    const shuffled = policy.chain((chosen) =>
      fc.tuple(
        fc.constant([...declarations, ...chosen]),
        fc.shuffledSubarray([...declarations, ...chosen], { minLength: declarations.length + chosen.length }),
      ),
    )
    fc.assert(
      fc.property(shuffled, fc.array(request, { minLength: 1, maxLength: 25 }), ([plain, mixed], requests) => {
        expect(outcomes(mixed, requests)).toEqual(outcomes(plain, requests))
      }),
      { numRuns: runs(60, 1 / 2) },
    )
  })

  it('means the same if rules without a name are written twice', () => {
    const unnamed = rules.filter((rule) => !rule.includes(' as "'))
    const doubled = fc.tuple(policy, fc.subarray(unnamed))
    fc.assert(
      fc.property(doubled, fc.array(request, { minLength: 1, maxLength: 25 }), ([chosen, again], requests) => {
        const plain = [...declarations, ...chosen]
        const twice = [...plain, ...again.filter((rule) => chosen.includes(rule))]
        expect(outcomes(twice, requests)).toEqual(outcomes(plain, requests))
      }),
      { numRuns: runs(60, 1 / 2) },
    )
  })

  it('means the same with a condition around rules as after each of them', () => {
    const inside = rules.filter((rule) => !/ when |"few"/.test(rule))
    fc.assert(
      fc.property(fc.subarray(inside, { minLength: 1 }), fc.array(request, { maxLength: 25 }), (chosen, requests) => {
        const around = [...declarations, 'where path not in static {', ...chosen, '}']
        const after = [...declarations, ...chosen.map((rule) => `${rule} when path not in static`)]
        const plain = (statements: readonly string[]): unknown =>
          outcomes(statements, requests).map((decision) => {
            const { outcome, status, replyText, retryAfterMs, limits } = decision as Record<string, unknown>
            return { outcome, status, replyText, retryAfterMs, limits: (limits as unknown[]).length }
          })
        expect(plain(after)).toEqual(plain(around))
      }),
      { numRuns: runs(60, 1 / 2) },
    )
  })
})
