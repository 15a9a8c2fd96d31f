import { type Condition, type Facts, leaf, type Model, type Rule } from '@tidegate/model'
import { runs } from '@tidegate/test-support'
import { createZoneReader } from '@tidegate/values'
import { describe, expect, it } from 'vitest'
import { createMemoryStore } from '../counters/memory-store.ts'
import { Charging } from '../decide/charging.ts'
import { createDecide } from '../decide/decide.ts'
import { createDecisions } from '../decide/decisions.ts'
import { Verdicts } from '../decide/verdict.ts'
import type { Decision } from '../decision.ts'
import { planPolicy } from '../plan/plan-policy.ts'
import { factsFor, anyRequest, type RandomRequest } from '../testing/random-facts.ts'
import { randomModel } from '../testing/random-model.ts'
import { linkRules, randomRule } from '../testing/random-rule.ts'
import { createJudge } from './create-judge.ts'
import fc from 'fast-check'

const zones = createZoneReader()

/** Decides by a policy with fresh counters and a fixed clock. */
function decider(model: Model): (facts: Facts) => Decision {
  const plan = planPolicy(model)
  const judge = createJudge(plan, zones)
  const charging = new Charging(plan, plan.layout, zones)
  const decisions = createDecisions(plan, charging, () => 'id', zones)
  const store = createMemoryStore({ capacity: 64 })
  store.layout(plan.layout)
  const decide = createDecide(
    { judge, charging, verdicts: new Verdicts(model, false) },
    (charges, nowMs) => store.consume(charges, nowMs),
    () => 'lease',
  )
  return (facts) => {
    const decided = decide(facts, 0)
    if (decided instanceof Promise) throw new TypeError('the memory store answers at once')
    return decisions.decisionOf(facts, decided)
  }
}

/** The model with another rule after its own, linked as before. */
function withRule(model: Model, rule: Rule): Model {
  const index = model.rules.length
  const [linked] = linkRules([{ ...rule, name: 'added' }], [0])
  const limits = model.rules.flatMap((other, at) => (other.kind === 'limit' ? [at] : []))
  const added: Rule = { ...linked!, id: `added-${index}`, name: 'added' }
  if (added.kind === 'exempt') return { ...model, rules: [...model.rules, { ...added, lifts: limits }] }
  return { ...model, rules: [...model.rules, added.kind === 'limit' ? { ...added, identity: 'added' } : added] }
}

/** Decisions about the same first request, from fresh counters, without and with the rule. */
function beforeAndAfter(model: Model, rule: Rule, request: RandomRequest): readonly [Decision, Decision] {
  const more = withRule(model, rule)
  return [decider(model)(factsFor(model, request)), decider(more)(factsFor(more, request))]
}

const enforced = randomRule.map((rule): Rule => ({ ...rule, shadow: false }))
const refusing = enforced.filter((rule) => rule.kind !== 'exempt')
const lifting = enforced.filter((rule) => rule.kind === 'exempt')

describe('adding a rule (law 2)', () => {
  it('never turns a refusal into a pass if it is a block, an allow only or a limit that replaces nothing', () => {
    fc.assert(
      fc.property(randomModel, refusing, anyRequest, (model, rule, request) => {
        const [before, after] = beforeAndAfter(model, rule, request)
        const allowed = { pass: ['pass', 'block', 'limit'], limit: ['limit', 'block'], block: ['block'] }
        expect(allowed[before.outcome]).toContain(after.outcome)
      }),
      { numRuns: runs(100, 1 / 2) },
    )
  })

  it('never turns a pass into a refusal, or a block into a pass, if it is an exemption', () => {
    fc.assert(
      fc.property(randomModel, lifting, anyRequest, (model, rule, request) => {
        const [before, after] = beforeAndAfter(model, rule, request)
        const allowed = { pass: ['pass'], limit: ['limit', 'pass'], block: ['block'] }
        expect(allowed[before.outcome]).toContain(after.outcome)
        expect(after.rule ?? before.rule).toEqual(before.rule)
      }),
      { numRuns: runs(100, 1 / 2) },
    )
  })
})

describe('a shadow rule (law 3)', () => {
  it('changes nothing but notes and its own counters, over a sequence of requests', () => {
    const requests = fc.array(anyRequest, { minLength: 1, maxLength: 10 })
    fc.assert(
      fc.property(randomModel, randomRule, requests, (model, rule, sent) => {
        const more = withRule(model, { ...rule, shadow: true })
        const [before, after] = [decider(model), decider(more)]
        for (const request of sent) {
          const plain = before(factsFor(model, request))
          const watched = after(factsFor(more, request))
          expect({ ...watched, shadows: [] }).toEqual({ ...plain, shadows: [] })
          expect(watched.shadows.filter((note) => note.rule.name !== 'added')).toEqual(plain.shadows)
        }
      }),
      { numRuns: runs(70, 1 / 2) },
    )
  })

  it('notes what an enforced rule would have done', () => {
    fc.assert(
      fc.property(randomModel, enforced, anyRequest, (model, rule, request) => {
        const facts = factsFor(withRule(model, rule), request)
        const plain = decider({ ...model, rules: [] })
        const alone = decider(withRule({ ...model, rules: [] }, rule))(facts)
        const noted = decider(withRule({ ...model, rules: [] }, { ...rule, shadow: true }))(facts)
        expect(plain(facts).outcome).toBe('pass')
        expect(noted.outcome).toBe('pass')
        expect(noted.shadows.map(({ would }) => would)).toEqual(alone.outcome === 'block' ? ['block'] : [])
      }),
      { numRuns: runs(70, 1 / 2) },
    )
  })
})

describe('judging (law 9)', () => {
  it('never throws for any request, and is deterministic', () => {
    const anything = fc.string({ unit: 'binary', maxLength: 60 })
    const hostile = fc.record({
      method: anything,
      host: fc.option(anything, { nil: undefined }),
      path: anything,
      target: anything,
      agent: fc.option(anything, { nil: undefined }),
      user: fc.option(anything, { nil: undefined }),
      header: fc.option(fc.array(anything), { nil: undefined }),
      query: fc.option(fc.array(anything), { nil: undefined }),
      cookie: fc.option(fc.array(anything), { nil: undefined }),
    })
    fc.assert(
      fc.property(randomModel, anyRequest, fc.array(hostile, { minLength: 1, maxLength: 4 }), (model, base, sent) => {
        const judge = createJudge(planPolicy(model), zones)
        for (const texts of sent) {
          const facts = factsFor(model, { ...base, ...texts })
          const judged = judge(facts)
          expect(judge(facts)).toEqual(judged)
          expect(judged.limits.every(({ key }) => key.every((value) => value !== undefined))).toBe(true)
        }
      }),
      { numRuns: runs(70, 1 / 2) },
    )
  })

  it('does not confuse names of fields and values with properties of prototypes', () => {
    const names = ['__proto__', 'constructor', 'toString']
    const conditions = names.map((name): Condition =>
      leaf({
        kind: 'text-in',
        subject: { kind: 'header', name },
        values: names,
      }),
    )
    fc.assert(
      fc.property(randomModel, fc.constantFrom(...conditions), fc.boolean(), (base, condition, holds) => {
        const rule = { ...base, rules: linkRules([{ ...blockRule, condition }], [0]) }
        const request = { ...emptyRequest, header: holds ? ['constructor'] : ['hasOwnProperty'] }
        const judged = createJudge(planPolicy(rule), zones)(factsFor(rule, request))
        expect(judged.refused !== undefined).toBe(holds)
      }),
      { numRuns: runs(20, 1 / 2) },
    )
  })
})

const [blockRule] = linkRules(
  [
    {
      kind: 'block',
      id: '',
      shadow: false,
      guards: [],
      place: { file: 'a', line: 1, column: 1, endLine: 1, endColumn: 1 },
      text: 'block',
      condition: { kind: 'true' },
    },
  ],
  [0],
) as [Rule & { kind: 'block' }]

const emptyRequest: RandomRequest = {
  ip: { family: 4, a: 1, b: 0, c: 0, d: 0 },
  peer: undefined,
  method: 'GET',
  host: undefined,
  path: '/',
  target: '/',
  agent: undefined,
  user: undefined,
  header: undefined,
  query: undefined,
  cookie: undefined,
  values: [],
  nowMs: Date.UTC(2026, 0, 1),
}
