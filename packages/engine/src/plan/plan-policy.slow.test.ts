import { interpret } from '@tidegate/model'
import { runs } from '@tidegate/test-support'
import { createZoneReader } from '@tidegate/values'
import { describe, expect, it } from 'vitest'
import { createJudge } from '../judge/create-judge.ts'
import { factsFor, anyRequest } from '../testing/random-facts.ts'
import { randomModel } from '../testing/random-model.ts'
import { planPolicy } from './plan-policy.ts'
import fc from 'fast-check'

const zones = createZoneReader()

describe('planPolicy', () => {
  it('creates a plan with the results of the naive interpreter (law 5)', () => {
    fc.assert(
      fc.property(randomModel, fc.array(anyRequest, { minLength: 1, maxLength: 12 }), (model, requests) => {
        const judge = createJudge(planPolicy(model), zones)
        for (const request of requests) {
          const facts = factsFor(model, request)
          expect(judge(facts)).toEqual(interpret(model, facts, zones))
        }
      }),
      { numRuns: runs(500, 1 / 2) },
    )
  })
})
