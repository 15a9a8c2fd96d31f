import type { Facts, Model } from '@tidegate/model'
import { readingBefore, type Charged } from '../decide/charged.ts'
import type { Decided } from '../decide/decide.ts'
import type { RuleRef } from '../decision.ts'
import type { AppliedTally } from '../judge/phases.ts'
import type { LimitCounts, RuleCounts } from './gate-counts.ts'
import type { KnownClients } from './known-clients.ts'

/** What has been counted about one rule, under this plan and those before. */
export interface RuleTally extends AppliedTally {
  refused: number
  refusedKnown: number
  wouldRefuse: number
  /** Only for limits: requests within the limit, over it, over it without being refused, and near it. */
  within: number
  over: number
  overUnrefused: number
  near: number
}

/** The tallies of all rules that a gate has had. */
export interface RuleTallies {
  /** The tallies of a model's rules, indexed by rule; a rule that the gate has had before continues its tally. */
  readonly of: (model: Model) => readonly RuleTally[]
  /** Forgets all but the newest of those that are not in this model. */
  readonly keep: (model: Model) => void
}

/** How many tallies of rules that are no longer in force are kept, so that a rule that returns continues its own. */
const maxRetired = 1_000

/** Creates the tallies of a gate; there are none yet. */
export function createRuleTallies(): RuleTallies {
  const known = new Map<string, RuleTally>()

  return {
    of: (model) =>
      tallyKeys(model).map((key) => {
        const tally = known.get(key) ?? newTally()
        known.set(key, tally)
        return tally
      }),
    keep: (model) => {
      // The map is in the order in which rules were last in force.
      for (const key of tallyKeys(model)) {
        const tally = known.get(key)
        known.delete(key)
        known.set(key, tally ?? newTally())
      }
      for (const key of known.keys()) {
        if (known.size <= model.rules.length + maxRetired) break
        known.delete(key)
      }
    },
  }
}

/** A tally of a rule that nothing has been counted about. */
export function newTally(): RuleTally {
  return { applied: 0, refused: 0, refusedKnown: 0, wouldRefuse: 0, within: 0, over: 0, overUnrefused: 0, near: 0 }
}

/** The key of each rule's tally. */
function tallyKeys(model: Model): readonly string[] {
  const seen = new Set<string>()
  return model.rules.map((rule) => {
    const { kind, name, id } = rule
    const key = name !== undefined ? `name ${name}` : kind === 'limit' ? `limit ${rule.identity}` : `rule ${id}`
    // WHY: unnamed limits that differ only in their count have one identity.
    const own = seen.has(key) ? `${key} ${id}` : key
    seen.add(own)
    return own
  })
}

/** Counts a decision that was made by rules and limits, by the rules of one plan. */
export type CountRules = (facts: Facts, decided: Decided, charged: Charged | undefined) => void

/** What the counting of decisions uses. `isObserving`: nothing is refused. */
export interface CountingParts {
  /** `nearQuotas` of the plan. */
  readonly near: Float64Array
  readonly tallies: readonly RuleTally[]
  readonly known: KnownClients
  readonly isObserving: boolean
}

/** Creates the counting of the decisions of one plan. */
export function createCountRules(model: Model, { near, tallies, known, isObserving }: CountingParts): CountRules {
  const shadow = model.rules.map((rule) => rule.shadow)

  function countLimits({ judged, consumed }: Decided, charged: Charged | undefined): void {
    if (consumed === undefined) return
    const { limits } = judged
    for (let i = 0; i < limits.length; i++) {
      // A limit that was charged for this request before was counted then.
      if (charged !== undefined && readingBefore(charged, limits[i]!) !== undefined) continue
      const { rule } = limits[i]!
      const { admitted, remaining } = consumed.readings[i]!
      const tally = tallies[rule]!
      if (!admitted) {
        if (isObserving || shadow[rule]!) tally.overUnrefused++
        else tally.over++
        continue
      }
      tally.within++
      if (remaining < near[rule]!) tally.near++
    }
  }

  function countRefusal(rule: number, { ip }: Facts): void {
    const tally = tallies[rule]!
    if (isObserving) {
      tally.wouldRefuse++
      return
    }
    tally.refused++
    if (ip !== undefined && known.has(ip)) tally.refusedKnown++
  }

  return (facts, decided, charged) => {
    const { rule, shadows } = decided.verdict
    if (rule >= 0) countRefusal(rule, facts)
    else if (facts.ip !== undefined && decided.verdict.outcome === 'pass') known.add(facts.ip)
    for (let i = 0; i < shadows.length; i++)
      if (model.rules[shadows[i]!]!.kind !== 'exempt') tallies[shadows[i]!]!.wouldRefuse++
    countLimits(decided, charged)
  }
}

/** What each rule of a plan has done. */
export function ruleCounts(model: Model, refs: readonly RuleRef[], tallies: readonly RuleTally[]): RuleCounts[] {
  return model.rules.map(({ shadow }, at) => {
    const { applied, refused, refusedKnown, wouldRefuse } = tallies[at]!
    return { rule: refs[at]!, shadow, applied, refused, refusedKnown, wouldRefuse }
  })
}

/** What each limit of a plan has answered. */
export function limitCounts(model: Model, refs: readonly RuleRef[], tallies: readonly RuleTally[]): LimitCounts[] {
  return model.rules.flatMap(({ kind, shadow }, at) => {
    if (kind !== 'limit') return []
    const { within, over, overUnrefused, near } = tallies[at]!
    return [{ rule: refs[at]!, shadow, admitted: within, refused: over, wouldRefuse: overUnrefused, near }]
  })
}
