import { type Facts, type Judged, testValue } from '@tidegate/model'
import { createZoneReader, type ZoneReader } from '@tidegate/values'
import type { Residual } from '../plan/dimensions.ts'
import type { Plan } from '../plan/plan.ts'
import { blankFacts } from './blank-facts.ts'
import { LimitKeys } from './limit-keys.ts'
import { type AppliedTally, Phases } from './phases.ts'
import { hasCosts, RequestCosts } from './request-costs.ts'
import { RequestView } from './request-view.ts'
import { createRows } from './rows.ts'
import { type RuleFacts, ruleFactsOf, ruleKinds } from './rule-facts.ts'
import { SingleWordRows, type TermReader } from './single-word-rows.ts'

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
  const evaluator = new Evaluator(plan, zones, isNarrow)
  return Object.assign((facts: Facts) => evaluator.judge(facts), {
    countApplied: (tallies: readonly AppliedTally[]) => evaluator.countApplied(tallies),
  })
}

/**
 * WHY a class, like everything that it calls for each request: V8 compiles a function for the values that it has captured, until its factory runs a second
 * time. Then, after the first reload, judging took a quarter longer for as long as the process ran. Fields of objects of a class cost the same for every plan.
 */
class Evaluator {
  readonly #plan: Plan
  readonly #ruleCount: number
  readonly #facts: readonly RuleFacts[]
  readonly #requests: RequestView
  readonly #rows: TermReader
  readonly #costs: RequestCosts | undefined
  readonly #limits: LimitKeys
  readonly #phases: Phases
  readonly #visit = (term: number): void => this.#visitTerm(term)

  constructor(plan: Plan, zones: ZoneReader, isNarrow: boolean) {
    const { model } = plan
    this.#plan = plan
    this.#ruleCount = model.rules.length
    this.#facts = ruleFactsOf(model)
    this.#requests = new RequestView(plan, zones, blankFacts)
    this.#rows = isNarrow ? new SingleWordRows(plan, this.#requests, zones) : createRows(plan, this.#requests, zones)
    this.#costs = hasCosts(model) ? new RequestCosts(model) : undefined
    this.#limits = new LimitKeys(plan, this.#requests, this.#costs)
    this.#phases = new Phases(model, this.#facts, this.#limits)
  }

  judge(facts: Facts): Judged {
    this.#requests.turnTo(facts)
    this.#limits.clear()
    this.#phases.clear()
    this.#costs?.clear()
    this.#rows.forEachTerm(this.#visit)
    return this.#phases.judge()
  }

  countApplied(tallies: readonly AppliedTally[]): void {
    this.#phases.countApplied(tallies)
  }

  #visitTerm(term: number): void {
    const { terms } = this.#plan.dimensions
    const rule = terms.rules[term]!
    const residual = terms.residualOf[term]!
    if (rule >= this.#ruleCount) {
      this.#noteCost(rule - this.#ruleCount, term, residual)
      return
    }
    const { kind, replaces } = this.#facts[rule]!
    if (residual >= 0 && !this.#residualHolds(terms.residuals[residual]!, kind !== ruleKinds.exempt)) return
    this.#phases.add(rule, replaces >= 0 && this.#isFirm(term, residual))
  }

  #noteCost(cost: number, term: number, residual: number): void {
    const { residuals } = this.#plan.dimensions.terms
    if (residual < 0 || this.#residualHolds(residuals[residual]!, true))
      this.#costs?.note(cost, this.#isFirm(term, residual))
  }

  /** Whether a term is true whatever the tests are that the request leaves in doubt. */
  #isFirm(term: number, residual: number): boolean {
    if (this.#rows.restsOnDoubt(term)) return false
    return residual < 0 || this.#residualHolds(this.#plan.dimensions.terms.residuals[residual]!, false)
  }

  /** `doubt`: the result of tests that the request leaves in doubt. */
  #residualHolds(residual: Residual, doubt: boolean): boolean {
    switch (residual.kind) {
      case 'test':
        return this.#rows.testHolds(residual.dimension, residual.test, doubt)
      case 'other': {
        const value = testValue(residual.test, this.#requests.view)
        return value === undefined ? doubt : value === residual.wanted
      }
      case 'and':
        return residual.all.every((each) => this.#residualHolds(each, doubt))
      case 'or':
        return residual.any.some((each) => this.#residualHolds(each, doubt))
    }
  }
}

function fitsInOneWord({ dimensions }: Plan): boolean {
  return dimensions.terms.count <= 32
}
