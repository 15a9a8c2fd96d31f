import { createZoneReader } from '@tidegate/values'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { planPolicy } from '../plan/plan-policy.ts'
import { factsFor, randomRequest } from '../testing/random-facts.ts'
import { randomModel } from '../testing/random-model.ts'
import { createJudge } from './create-judge.ts'

it('judges by numbers what it judges by lists of words, over sequences of requests', () => {
  const zones = createZoneReader()
  const requests = fc.array(randomRequest, { minLength: 1, maxLength: 8 })
  fc.assert(
    fc.property(randomModel, requests, (model, sent) => {
      const plan = planPolicy(model)
      fc.pre(plan.dimensions.terms.count <= 32 && model.rules.length <= 32)
      const [narrow, wide] = [createJudge(plan, zones, true), createJudge(plan, zones, false)]
      for (const request of sent) {
        const facts = factsFor(model, request)
        expect(narrow(facts)).toEqual(wide(facts))
      }
    }),
    { numRuns: 500 },
  )
})
