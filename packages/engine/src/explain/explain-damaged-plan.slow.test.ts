import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createGate } from '../gate/create-gate.ts'
import { checkPlan } from '../plan/check-plan.ts'
import type { Plan } from '../plan/plan.ts'
import { planPolicy } from '../plan/plan-policy.ts'
import { gateOfText } from '../testing/gate-of-text.ts'
import { randomModel } from '../testing/random-model.ts'
import { requestOf, testClock } from '../testing/test-gate.ts'
import type { Explanation, RuleExplanation } from './explanation.ts'

const policy = `
fact role : text
list office = 198.51.100.0/24
block path in /admin/** unless ip in office  as "no admins"
block role == "guest" and method in POST
allow only ip in office when user is present
limit 5 per minute per ip  as "visitors"
limit 2 per minute per user when user is present  as "users" replaces "visitors"
limit 1 per second in total when user is absent  as "guests together"
shadow limit 1 per day per network(24, 48) during 00:00-23:00 zone UTC
exempt ip in office from "guests together"
`

const requests = [
  requestOf(),
  requestOf({ user: 'ana' }),
  requestOf({ target: '/admin/x', facts: { role: 'guest' }, method: 'POST' }),
  requestOf({ peer: '198.51.100.7', user: 'ana', facts: { role: 'guest' } }),
]

/** The explanations of a plan, with counters that are in use. */
function explain(plan: Plan): readonly Explanation[] {
  const gate = createGate(plan, { clock: testClock(), logger: false })
  for (const request of requests) gate.decide(request)
  return requests.map((request) => gate.explain(request) as Explanation)
}

function rulesOf({ phases }: Explanation): readonly RuleExplanation[] {
  return phases.flatMap(({ rules }) => rules)
}

/** The typed arrays of a plan that are not empty. */
function tablesOf(value: unknown): readonly Uint32Array[] {
  if (ArrayBuffer.isView(value)) return (value as Uint32Array).length > 0 ? [value as Uint32Array] : []
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(tablesOf) : []
}

const change = fc.oneof(
  fc.constantFrom<(old: number) => number>(
    (old) => old + 1,
    (old) => old - 1,
    () => 0,
    () => -1,
    (old) => ~old,
  ),
  fc.integer({ min: 0, max: 31 }).map((bit) => (old: number) => old ^ (1 << bit)),
)

describe('an explanation of a stored plan whose tables were changed', () => {
  const plans = fc.oneof(fc.constant(gateOfText(policy, { logger: false }).plan), randomModel.map(planPolicy))
  const changes = fc.array(fc.tuple(fc.nat(), fc.nat(), change), { minLength: 1, maxLength: 3 })

  it('never throws, and contains a rule that decides if the decision does', () => {
    let accepted = 0
    let different = 0
    fc.assert(
      fc.property(plans, changes, (plan, words) => {
        const changed = structuredClone(plan)
        const tables = tablesOf(changed.dimensions)
        for (const [table, at, put] of words) {
          const array = tables[table % tables.length]!
          array[at % array.length] = put(array[at % array.length]!)
        }
        const checked = checkPlan(changed)
        if (checked.kind === 'fault') return
        accepted++
        for (const explanation of explain(checked.plan)) {
          const rules = rulesOf(explanation)
          const deciding = rules.filter((rule) => rule.deciding)
          expect(deciding.map(({ rule }) => rule)).toEqual(explanation.decision.rule ? [explanation.decision.rule] : [])
          for (const { verdict } of deciding) expect(verdict).toBe('held')
          if (rules.some(({ because }) => because.startsWith('the tables of this plan'))) different++
        }
      }),
      { numRuns: runs(250, 1 / 2) },
    )
    expect([accepted > 20, different > 2]).toEqual([true, true])
  })

  it('says of an unchanged plan what its rules say', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        for (const explanation of explain(plan)) {
          for (const { because } of rulesOf(explanation)) expect(because).not.toContain('tables of this plan')
        }
      }),
      { numRuns: runs(25, 1 / 2) },
    )
  })
})
