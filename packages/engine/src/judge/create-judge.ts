import { type Facts, type Judged, keyOf, type KeyValue, type LimitRule, testValue } from '@tidegate/model'
import { createZoneReader, networkOf, type ZoneReader } from '@tidegate/values'
import type { Residual } from '../plan/dimensions.ts'
import type { Plan } from '../plan/plan.ts'
import { blankFacts } from './blank-facts.ts'
import { type AppliedTally, createPhases } from './phases.ts'
import { createRequestCosts } from './request-costs.ts'
import { createRequestView } from './request-view.ts'
import { createRows } from './rows.ts'
import { ruleFactsOf, ruleKinds } from './rule-facts.ts'
import { createSingleWordRows } from './single-word-rows.ts'

/** Evaluates the rules of one plan for one request after another. */
export interface Judge {
  (facts: Facts): Judged
  /**
   * Adds 1 to `applied` of each rule that applied to the request that was evaluated last, whether or not it decided; `tallies` are indexed by rule. Linear in
   * the rules that applied.
   */
  readonly countApplied: (tallies: readonly AppliedTally[]) => void
}

/**
 * Creates the judge of a plan. A judge's result depends on the facts alone and is never changed afterwards; between requests the judge keeps only
 * scratch arrays and cached rows. It never throws, and its work is bounded by the sizes of the plan and the request.
 *
 * `isNarrow`: each row is a bitset of one word, which gives the same result and reads less memory. MUST be false for plans with more than 32
 * terms.
 */
export function createJudge(
  plan: Plan,
  zones: ZoneReader = createZoneReader(),
  isNarrow: boolean = fitsInOneWord(plan),
): Judge {
  const { model } = plan
  const { terms } = plan.dimensions
  const facts = ruleFactsOf(model)
  const requests = createRequestView(plan, zones, blankFacts)
  const { view } = requests
  const rows = (isNarrow ? createSingleWordRows : createRows)(plan, requests, zones)
  const costs = createRequestCosts(model)
  const phases = createPhases(model, facts, keyOfLimit, costs && ((rule) => costs.placesOf(rule, view.facts)))
  // WHY: limits of one subject have the same key, which is computed once per request.
  const subjects = new Int32Array(model.rules.length)
  for (const { rule, subject } of plan.limits) subjects[rule] = subject
  const keys = plan.layout.subjects.map((): readonly KeyValue[] => [])
  const keyed = new Float64Array(keys.length)
  let request = 0
  // The prefix length of each subject whose key is the client's address alone; -1 for others.
  const v4Lengths = new Int16Array(keys.length).fill(-1)
  const v6Lengths = new Int16Array(keys.length)
  for (const { rule, subject } of plan.limits) {
    const [part, ...others] = (model.rules[rule] as LimitRule).key
    if (part?.kind !== 'ip' || others.length > 0) continue
    v4Lengths[subject] = part.v4
    v6Lengths[subject] = part.v6
  }

  function keyOfLimit(rule: number): readonly KeyValue[] {
    const subject = subjects[rule]!
    if (keyed[subject] !== request) {
      keyed[subject] = request
      const v4 = v4Lengths[subject]!
      const { ip } = view.facts
      keys[subject] =
        v4 < 0 || ip === undefined
          ? keyOf(model.rules[rule] as LimitRule, view)
          : [networkOf(ip, v4, v6Lengths[subject]!)]
    }
    return keys[subject]!
  }

  /** `doubt`: the result of tests that the request leaves in doubt. */
  function residualHolds(residual: Residual, doubt: boolean): boolean {
    switch (residual.kind) {
      case 'test':
        return rows.testHolds(residual.dimension, residual.test, doubt)
      case 'other': {
        const value = testValue(residual.test, view)
        return value === undefined ? doubt : value === residual.wanted
      }
      case 'and':
        return residual.all.every((each) => residualHolds(each, doubt))
      case 'or':
        return residual.any.some((each) => residualHolds(each, doubt))
    }
  }

  function visit(term: number): void {
    const rule = terms.rules[term]!
    const residual = terms.residualOf[term]!
    if (rule >= model.rules.length) {
      noteCost(rule - model.rules.length, term, residual)
      return
    }
    if (residual >= 0 && !residualHolds(terms.residuals[residual]!, facts[rule]!.kind !== ruleKinds.exempt)) return
    phases.add(rule, facts[rule]!.replaces >= 0 && isFirm(term, residual))
  }

  function noteCost(cost: number, term: number, residual: number): void {
    if (residual < 0 || residualHolds(terms.residuals[residual]!, true)) costs?.note(cost, isFirm(term, residual))
  }

  /** Whether a term is true whatever the tests are that the request leaves in doubt. */
  function isFirm(term: number, residual: number): boolean {
    return !rows.restsOnDoubt(term) && (residual < 0 || residualHolds(terms.residuals[residual]!, false))
  }

  function judge(given: Facts): Judged {
    requests.turnTo(given)
    request++
    phases.clear()
    costs?.clear()
    rows.forEachTerm(visit)
    return phases.judge()
  }

  return Object.assign(judge, { countApplied: phases.countApplied })
}

function fitsInOneWord({ dimensions }: Plan): boolean {
  return dimensions.terms.count <= 32
}
