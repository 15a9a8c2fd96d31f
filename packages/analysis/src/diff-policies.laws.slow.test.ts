import { type Facts, hasDoubt, interpret, type Judged, type LimitRule, type Model, type Rule } from '@tidegate/model'
import { runs } from '@tidegate/test-support'
import { createZoneReader } from '@tidegate/values'
import { describe, expect, it } from 'vitest'
import { createFactReader, createJudge, planPolicy } from '@tidegate/engine/tools'
import type { GateRequest } from '@tidegate/engine'
import {
  gateRequestOf,
  linkRules,
  randomModel,
  randomRequest,
  type RandomRequest,
  randomRule,
  requestsNear,
} from '@tidegate/engine/testing'
import { diffPolicies } from './diff-policies.ts'
import { limitTerms } from './describe/limit-terms.ts'
import type { PolicyDiff } from './policy-diff.ts'
import { outcomeOf } from './compare/prepared-model.ts'
import fc from 'fast-check'

const zones = createZoneReader()
const nowMs = Date.UTC(2026, 2, 28, 10)
const options = { nowMs, budget: 20_000, maxClasses: 20 }

/** The observable verdict of a model on requests: how they are refused, or which limits count them under which key; undefined if no rule sees them. */
type Verdicts = (request: GateRequest, atMs: number) => Verdict

/** `isSure`: only about requests in which nothing but the time is in doubt, which are those that a diff compares. */
function verdictsOf(model: Model, judged: (model: Model) => (facts: Facts) => Judged, isSure: boolean): Verdicts {
  const read = createFactReader(planPolicy(model))
  const judge = judged(model)
  return (request, atMs) => {
    const reading = read(request, atMs)
    if (reading.kind === 'refusal') return reading.reason === 'fact-missing' ? { kind: 'fact-missing' } : undefined
    if (isSure && hasDoubt({ ...reading.facts, nowMs })) return undefined
    const { refused, limits } = judge(reading.facts)
    if (refused !== undefined) return outcomeOf(model.rules[refused.rule]!)
    const counted = limits.flatMap(({ rule, key, places }) => {
      const limit = model.rules[rule] as LimitRule
      return limit.shadow ? [] : [JSON.stringify([limitTerms(model, limit, true, places), key])]
    })
    return { kind: 'pass', counted: counted.toSorted() }
  }
}

const naively = (model: Model) => (facts: Facts) => interpret(model, facts, zones)
const compiled = (model: Model) => createJudge(planPolicy(model), zones)

/** Compares a diff with requests: no request may be decided differently unless the diff reports such a difference. */
function expectTrue(diff: PolicyDiff, a: Model, b: Model, requests: readonly (readonly [GateRequest, number])[]): void {
  const verdicts = [verdictsOf(a, naively, true), verdictsOf(b, naively, true)] as const
  const pairs = new Set(diff.classes.map((each) => JSON.stringify([each.from, each.to])))
  const isWhole = diff.more === 0 && diff.unsettled.length === 0
  for (const [request, atMs] of requests) {
    const [from, to] = [verdicts[0](request, atMs), verdicts[1](request, atMs)]
    if (from === undefined || to === undefined || JSON.stringify(from) === JSON.stringify(to)) continue
    expect({ answer: diff.answer, request, from, to }).not.toMatchObject({ answer: 'equal' })
    if (!isWhole) continue
    if (from.kind === 'pass' && to.kind === 'pass') {
      expect({ limits: diff.limits.length > 0, request, from, to }).toMatchObject({ limits: true })
    } else {
      const pair = JSON.stringify([stateless(from), stateless(to)])
      expect({ pair: pairs.has(pair) ? pair : [...pairs], request, atMs }).toMatchObject({ pair })
    }
  }
}

type Verdict = { readonly kind: string; readonly counted?: readonly string[] } | undefined

function stateless(verdict: Verdict): unknown {
  return verdict?.kind === 'pass' ? { kind: 'pass' } : verdict
}

/** Expects that every witness shows the difference of its class, in both interpreters. */
function expectConfirmed(diff: PolicyDiff, a: Model, b: Model): void {
  for (const judged of [naively, compiled]) {
    // An example whose cookie has to be escaped is read in two ways, and shows the difference nevertheless.
    const verdicts = [verdictsOf(a, judged, false), verdictsOf(b, judged, false)] as const
    for (const { from, to, witness } of diff.classes) {
      const at = Date.parse(witness.at)
      expect(verdicts.map((verdict) => stateless(verdict(witness.request, at)))).toEqual([from, to])
    }
    for (const { before, after, witness } of diff.limits) {
      for (const [index, terms] of [before, after].entries()) {
        const verdict = verdicts[index]!(witness.request, Date.parse(witness.at))
        expect(verdict?.kind).toBe('pass')
        if (terms !== undefined) expect(verdict?.counted?.join()).toContain(`"count":${terms.count}`)
      }
    }
  }
}

/** Requests from the small universe, and requests at the boundaries that the models distinguish. */
const samples = fc.tuple(fc.array(randomRequest, { minLength: 40, maxLength: 40 }), fc.nat())

function requestsOf(
  a: Model,
  b: Model,
  [sampled, seed]: readonly [readonly RandomRequest[], number],
): readonly (readonly [GateRequest, number])[] {
  return [
    ...sampled.map((request) => [gateRequestOf(a, request), request.nowMs] as const),
    ...requestsNear([a, b], seed, 300),
  ]
}

/** The model with its rules in another order, and with the references between rules adjusted. */
function reordered(model: Model, order: readonly number[]): Model {
  const moved = (index: number): number => order.indexOf(index)
  const rules = order.map((index): Rule => {
    const rule = model.rules[index]!
    if (rule.kind === 'exempt') return { ...rule, lifts: rule.lifts.map(moved).toSorted((x, y) => x - y) }
    if (rule.kind === 'limit' && rule.replaces !== undefined) return { ...rule, replaces: moved(rule.replaces) }
    return rule
  })
  return { ...model, rules }
}

/** One edit of a model. */
type Edit = (model: Model) => Model

const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.tuple(fc.nat(20), randomRule).map(([at, rule]): Edit => (model) => {
    if (model.rules.length === 0) return model
    const index = at % model.rules.length
    const before = model.rules[index]!
    const [linked] = linkRules(
      [{ ...rule, kind: 'block', condition: 'condition' in rule ? rule.condition : { kind: 'true' } } as Rule],
      [1],
    )
    if (before.kind === 'limit') return { ...model, rules: model.rules.with(index, { ...before, guards: rule.guards }) }
    return {
      ...model,
      rules: model.rules.with(index, { ...before, condition: (linked as unknown as { condition: never }).condition }),
    }
  }),
  fc.nat(20).map((at): Edit => (model) => {
    const limit = model.rules.findIndex((rule, index) => rule.kind === 'limit' && index >= at % 10)
    if (limit < 0) return model
    const rule = model.rules[limit] as LimitRule
    return { ...model, rules: model.rules.with(limit, { ...rule, count: rule.count + 1 }) }
  }),
  fc.tuple(fc.nat(3), fc.nat(3)).map(([to, from]): Edit => (model) => ({
    ...model,
    addressSets: model.addressSets.with(to, model.addressSets[from]!),
  })),
  fc.tuple(fc.nat(2), fc.nat(2)).map(([to, from]): Edit => (model) => ({
    ...model,
    pathSets: model.pathSets.with(to, model.pathSets[from]!),
  })),
  fc.tuple(fc.nat(2), fc.nat(2)).map(([to, from]): Edit => (model) => ({
    ...model,
    windows: model.windows.with(to, model.windows[from]!),
  })),
  fc.tuple(fc.nat(4), fc.constantFrom('ai', 'bot', 'crawler', 'googlebot')).map(([set, text]): Edit => (model) => ({
    ...model,
    botSets: model.botSets.with(set, {
      ...model.botSets[set]!,
      terms: [...model.botSets[set]!.terms, { kind: 'token', text, word: false }],
    }),
  })),
  fc.nat(20).map((at): Edit => (model) => {
    const index = model.rules.findIndex((rule, i) => rule.kind !== 'limit' && i >= at % 10)
    if (index < 0) return model
    const order = model.rules.map((_, i) => i).filter((i) => i !== index)
    return reordered(model, order)
  }),
  fc.constant<Edit>((model) => ({ ...model, pathsMatchExactly: !model.pathsMatchExactly })),
)

describe('a diff of two policies (law 8)', () => {
  it('is `equal` for a policy and the same policy with its rules in another order', () => {
    const order = fc.array(fc.nat(1_000), { minLength: 10, maxLength: 10 })
    fc.assert(
      fc.property(randomModel, order, (model, keys) => {
        const shuffled = reordered(
          model,
          model.rules.map((_, index) => index).toSorted((x, y) => keys[x]! - keys[y]! || x - y),
        )
        const diff = diffPolicies(model, shuffled, options)
        expect({ answer: diff.answer, notes: diff.notes }).toEqual({ answer: 'equal', notes: [] })
      }),
      { numRuns: runs(10, 1 / 2) },
    )
  })

  it('is correct for an edited policy, on sampled requests', () => {
    fc.assert(
      fc.property(randomModel, edit, samples, (a, change, sampled) => {
        const b = change(a)
        const diff = diffPolicies(a, b, options)
        expectTrue(diff, a, b, requestsOf(a, b, sampled))
        expectConfirmed(diff, a, b)
      }),
      { numRuns: runs(8, 1 / 2) },
    )
  })

  it('is correct for any two policies', () => {
    fc.assert(
      fc.property(randomModel, randomModel, samples, (a, b, sampled) => {
        const diff = diffPolicies(a, b, options)
        expectTrue(diff, a, b, requestsOf(a, b, sampled))
        expectConfirmed(diff, a, b)
      }),
      { numRuns: runs(5) },
    )
  })
})
