import { runs } from '@tidegate/test-support'
import { interpret } from '@tidegate/model'
import { allowOnly, anyone, limit, modelOf } from '@tidegate/model/testing'
import { createZoneReader } from '@tidegate/values'
import { expect, it } from 'vitest'
import { planPolicy } from '../plan/plan-policy.ts'
import { factsFor, anyRequest } from '../testing/random-facts.ts'
import { randomModel } from '../testing/random-model.ts'
import { createJudge } from './create-judge.ts'
import { blankFacts } from './blank-facts.ts'
import fc from 'fast-check'

const zones = createZoneReader()
const requests = fc.array(anyRequest, { minLength: 1, maxLength: 8 })

it('gives the results of the interpreter with rows of one word and of several, over sequences of requests', () => {
  let narrowCount = 0
  fc.assert(
    fc.property(randomModel, requests, (model, sent) => {
      const plan = planPolicy(model)
      const fits = plan.dimensions.terms.count <= 32
      if (fits) narrowCount++
      const judges = (fits ? [true, false] : [false]).map((isNarrow) => createJudge(plan, zones, isNarrow))
      for (const request of sent) {
        const facts = factsFor(model, request)
        const expected = interpret(model, facts, zones)
        for (const judge of judges) expect(judge(facts)).toEqual(expected)
      }
    }),
    { numRuns: runs(150) },
  )
  expect(narrowCount).toBeGreaterThan(100)
})

it('uses rows of one word for more than 32 rules if their terms fit', () => {
  const model = modelOf({ rules: Array.from({ length: 40 }, (_, count) => limit(count + 1)) })
  const plan = planPolicy(model)
  expect(plan.dimensions.terms.count).toBeGreaterThan(32)
  const few = modelOf({
    rules: Array.from({ length: 40 }, (_, count) => (count < 30 ? allowOnly(anyone) : limit(count))),
  })
  expect(planPolicy(few).dimensions.terms.count).toBeLessThanOrEqual(32)
  for (const each of [model, few]) {
    const facts = { ...blankFacts, nowMs: Date.UTC(2026, 10, 17, 12) }
    expect(createJudge(planPolicy(each), zones)(facts)).toEqual(interpret(each, facts, zones))
  }
})
