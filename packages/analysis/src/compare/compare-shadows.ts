import type { ExemptRule } from '@tidegate/model'
import type { Comparison } from './compare-effects.ts'
import { compareSides, type EffectOf, impossibleEffect, type AlignedPolicies } from './align-policies.ts'
import type { EffectList } from './effect-list.ts'
import type { LimitPair } from './match-limits.ts'
import { type DraftEntry, lifts, limitEntries, outcomeKey, outcomeOf } from './prepared-model.ts'
import type { Side } from '../side.ts'

/** The comparison of shadow rules, which only produce notes and decide nothing. */
export interface ShadowComparison extends Comparison {
  /** The reply or the pair of limits that the notes are about. */
  readonly about: string
  readonly effectOf: EffectOf
  readonly lists: Readonly<Record<Side, EffectList>>
}

const [noted, notNoted, skipped] = ['noted', 'not noted', 'skipped']

/** Compares where shadow `block` and `allow only` rules would refuse, separately for each reply. */
export function compareShadowRefusals(sides: AlignedPolicies): readonly ShadowComparison[] {
  const rulesOf = (side: Side): readonly number[] => {
    return sides[side].model.rules.flatMap((rule, index) => {
      return rule.shadow && (rule.kind === 'block' || rule.kind === 'allow-only') ? [index] : []
    })
  }
  const outcomeAt = (side: Side, rule: number): string => outcomeKey(outcomeOf(sides[side].model.rules[rule]!))
  const outcomes = new Set((['a', 'b'] as const).flatMap((side) => rulesOf(side).map((rule) => outcomeAt(side, rule))))
  return [...outcomes].map((outcome) => {
    const entriesOf = (side: Side): readonly DraftEntry[] => [
      { condition: sides.a.missing, effect: skipped! },
      { condition: sides.b.missing, effect: skipped! },
      ...rulesOf(side)
        .filter((rule) => outcomeAt(side, rule) === outcome)
        .map((rule) => ({ condition: sides[side].ruleConditions[rule]!, effect: noted!, rule })),
    ]
    const effectOf: EffectOf = (side, judgement) => {
      if (judgement.kind === 'unreadable') return undefined
      if (judgement.kind === 'fact-missing') return skipped
      const { shadows } = judgement.judged
      return shadows.some((rule) => isRefusal(sides, side, rule) && outcomeAt(side, rule) === outcome)
        ? noted
        : notNoted
    }
    return { ...compareNotes(sides, entriesOf('a'), entriesOf('b'), effectOf), about: outcome, effectOf }
  })
}

/** Compares where shadow exemptions would lift a limit. */
export function compareShadowExemptions(sides: AlignedPolicies, pair: LimitPair): ShadowComparison {
  const exemptions = (side: Side): readonly number[] => {
    const limit = pair[side]
    return sides[side].model.rules.flatMap((rule, index) => {
      return limit !== undefined && rule.shadow && lifts(rule, limit) ? [index] : []
    })
  }
  const entriesOf = (side: Side): readonly DraftEntry[] => {
    const limit = pair[side]
    if (limit === undefined) return []
    const prepared = sides[side]
    // Requests that the limit does not count are not noted; for the others, the exemptions decide.
    const notCounted = limitEntries(prepared, limit, { none: notNoted!, applies: [] })
    const isCounted = prepared.ruleConditions[limit]!
    return [
      ...notCounted,
      ...exemptions(side).map((rule) => ({
        condition: sides.space.allOf([isCounted, prepared.ruleConditions[rule]!]),
        effect: noted!,
        rule,
      })),
    ]
  }
  const skip = [...sides.refusals.a, ...sides.refusals.b].map((entry) => ({ ...entry, effect: skipped! }))
  const effectOf: EffectOf = (side, judgement) => {
    if (judgement.kind === 'unreadable') return undefined
    if (judgement.kind === 'fact-missing' || judgement.judged.refused !== undefined) return skipped
    const { limits, shadows } = judgement.judged
    const isCounted = limits.some(({ rule }) => rule === pair[side])
    return isCounted && shadows.some((rule) => exemptions(side).includes(rule)) ? noted : notNoted
  }
  const about = JSON.stringify(pair)
  return {
    ...compareNotes(sides, [...skip, ...entriesOf('a')], [...skip, ...entriesOf('b')], effectOf),
    about,
    effectOf,
  }
}

/** Whether a shadow exemption refers to a limit of the pair. */
export function hasShadowExemption(sides: AlignedPolicies, pair: LimitPair): boolean {
  return (['a', 'b'] as const).some((side) => {
    const limit = pair[side]
    return sides[side].model.rules.some((rule): rule is ExemptRule => {
      return limit !== undefined && rule.shadow && lifts(rule, limit)
    })
  })
}

/** Whether an effect means that requests are noted. If it is the `from` of a difference, the second policy notes fewer requests. */
export function isNoted(effect: string): boolean {
  return effect === noted
}

function compareNotes(
  sides: AlignedPolicies,
  a: readonly DraftEntry[],
  b: readonly DraftEntry[],
  effectOf: EffectOf,
): Comparison & { readonly lists: Readonly<Record<Side, EffectList>> } {
  return compareSides(sides, a, b, notNoted!, effectOf, ({ from, to }) => {
    return ![from, to].some((effect) => effect === skipped || effect === impossibleEffect)
  })
}

function isRefusal(sides: AlignedPolicies, side: Side, rule: number): boolean {
  const { kind } = sides[side].model.rules[rule]!
  return kind === 'block' || kind === 'allow-only'
}
