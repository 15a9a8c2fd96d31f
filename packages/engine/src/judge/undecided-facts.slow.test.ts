import { type Facts, type FactValue, leaf } from '@tidegate/model'
import { allowOnly, block, guardOf, limit, modelOf } from '@tidegate/model/testing'
import { runs } from '@tidegate/test-support'
import { createZoneReader } from '@tidegate/values'
import { describe, expect, it } from 'vitest'
import { planPolicy } from '../plan/plan-policy.ts'
import { factsFor, anyRequest } from '../testing/random-facts.ts'
import { randomModel } from '../testing/random-model.ts'
import { randomFacts } from '../testing/random-universe.ts'
import { createJudge } from './create-judge.ts'
import { blankFacts } from './blank-facts.ts'
import { createUndecidedFacts } from './undecided-facts.ts'
import fc from 'fast-check'

const zones = createZoneReader()

/** Facts in which some have their values from another request. */
function exchanged(facts: Facts, other: readonly FactValue[], indices: ReadonlySet<number>): Facts {
  return { ...facts, values: facts.values.map((value, index) => (indices.has(index) ? other[index] : value)) }
}

describe('createUndecidedFacts', () => {
  it('omits only facts that cannot change the outcome', () => {
    const facts = fc.uniqueArray(fc.nat(randomFacts.length - 1), { minLength: 1 })
    let left = 0
    let refused = 0
    fc.assert(
      fc.property(
        randomModel,
        anyRequest,
        facts,
        fc.array(anyRequest, { minLength: 4, maxLength: 4 }),
        (model, request, hidden, others) => {
          const plan = planPolicy(model)
          const judge = createJudge(plan, zones)
          const unknown = new Set(hidden)
          const known = exchanged(factsFor(model, request), [], unknown)
          const undecided = createUndecidedFacts(plan, zones)(known, unknown)
          expect([...undecided].every((fact) => unknown.has(fact))).toBe(true)
          const settled = new Set(hidden.filter((fact) => !undecided.has(fact)))
          if (settled.size > 0) left++
          for (const truth of others) {
            // The true values of the undecided facts, and arbitrary values of the others.
            const found = exchanged(known, truth.values, undecided)
            const judged = judge(found)
            for (const other of others) {
              const differently = judge(exchanged(found, other.values, settled))
              // A refusal that does not depend on them remains, although another rule may be reported.
              const isSettled = undecided.size === 0 && judged.refused !== undefined
              if (isSettled) refused++
              expect(isSettled ? differently.refused !== undefined : differently).toEqual(isSettled || judged)
            }
          }
        },
      ),
      { numRuns: runs(400, 1 / 2) },
    )
    expect([left > 20, refused > 20]).toEqual([true, true])
  })

  const facts = [
    { name: 'country', type: 'text', presence: 'optional' },
    { name: 'asn', type: 'number', presence: 'optional' },
  ] as const
  const country = leaf({ kind: 'text-in', subject: { kind: 'fact', fact: 0 }, values: ['RO'] })
  const asn = leaf({ kind: 'number-compare', fact: 1, operator: '==', value: 7 })
  const post = leaf({ kind: 'text-in', subject: { kind: 'method' }, values: ['POST'] })
  const ask = (rules: Parameters<typeof modelOf>[0]['rules'], method: string): readonly number[] => {
    const plan = planPolicy(modelOf({ facts, rules: rules ?? [] }))
    const request: Facts = { ...blankFacts, method, nowMs: Date.UTC(2026, 10, 21), values: [undefined, undefined] }
    return [...createUndecidedFacts(plan, zones)(request, new Set([0, 1]))].toSorted((a, b) => a - b)
  }

  it('asks for nothing if another condition of the rule is false', () => {
    expect(ask([block({ kind: 'and', all: [post, country] })], 'GET')).toEqual([])
    expect(ask([block({ kind: 'and', all: [post, country] })], 'POST')).toEqual([0])
    expect(ask([block(asn, { guards: [guardOf('when', post)] })], 'GET')).toEqual([])
    expect(ask([block({ kind: 'or', any: [country, asn] })], 'GET')).toEqual([0, 1])
  })

  it('asks for nothing if a rule refuses in any case', () => {
    expect(ask([block(post), block(country)], 'POST')).toEqual([])
    expect(ask([allowOnly(post), block(country)], 'GET')).toEqual([])
    expect(ask([block(post, { shadow: true }), block(country)], 'POST')).toEqual([0])
  })

  it('asks for the key of a limit only if the limit is in force', () => {
    const perAsn = limit(5, { key: [{ kind: 'fact', fact: 1 }], guards: [guardOf('when', post)] })
    expect(ask([perAsn], 'GET')).toEqual([])
    expect(ask([perAsn], 'POST')).toEqual([1])
  })
})
