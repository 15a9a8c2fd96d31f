import type { Dimension } from '../dimensions/dimension.ts'
import type { Budget } from '../budget.ts'
import { commonLines } from './common-lines.ts'
import { counterparts, type RuleLabel } from './counterparts.ts'
import { type EffectEntry, type EffectList, lineKey } from './effect-list.ts'
import { everywhere, meetRegion, type Region, regionsWhere, type Point, statusIn } from '../regions/region.ts'
import { openLiteral, opposite, type Proposition } from '../logic/proposition.ts'
import type { UndecidedReason } from '../policy-diff.ts'
import type { Side } from '../side.ts'
import { type EffectPair, indexedList, resolveRegion, type ResolutionContext } from './resolve-region.ts'

/** A place in which requests are decided differently. */
export interface Difference extends EffectPair {
  readonly region: Region
  readonly point: Point
  /** What is told as an exception of the place: there, the rule that makes the difference does not hold. */
  readonly unless?: Proposition
}

/** A rule of which it could not be settled what it changes. */
export interface UnsettledLine {
  readonly side: Side
  readonly rule: number | undefined
  readonly reason: UndecidedReason
}

/** What two lists give differently. */
export interface Comparison {
  readonly differences: readonly Difference[]
  readonly unsettled: readonly UnsettledLine[]
}

export interface Comparing {
  readonly dimensions: readonly Dimension[]
  readonly a: EffectList
  readonly b: EffectList
  readonly budget: Budget
  readonly matters?: ResolutionContext['matters']
  /** What rules are called: along rules that seem to be one another differences are told. Without it, along none. */
  readonly labelOf?: (side: Side, rule: number) => RuleLabel
  readonly confirm: ResolutionContext['confirm']
}

/** A rule is taken apart into so many places at most, and each of them into so many by the rules of the other list. */
const maxRegions = 256
const maxParts = 8

/**
 * Everything that two lists give differently. Where the lists differ, a line decides that is common to both of them in neither place nor
 * text; so only places where such a line holds are looked at, and what decides there in the other list.
 */
export function compareEffects(comparing: Comparing): Comparison {
  const { dimensions, a, b, budget, matters = () => true } = comparing
  const lists = { a, b }
  const common = commonLines(a, b)
  const isOwn = (entry: EffectEntry): boolean => !common.has(lineKey(entry))
  const indexed = { a: indexedList(a), b: indexedList(b) }
  const context: ResolutionContext = { dimensions, lists, common, indexed, budget, matters, confirm: comparing.confirm }
  const differences: Difference[] = []
  const unsettled: UnsettledLine[] = []

  /** Cuts a place along lines of the other list, so that what is left says more exactly where the difference is. */
  function sharpen(region: Region, other: readonly EffectEntry[]): readonly Region[] {
    let parts: readonly Region[] = [region]
    for (const { condition: whole, exception } of other) {
      const condition = exception?.where ?? whole
      const next: Region[] = []
      for (const part of parts) {
        if (!cut(part, condition, next)) return parts
      }
      parts = next
    }
    return parts
  }

  /** False where that makes too many parts. */
  function cut(part: Region, condition: EffectEntry['condition'], parts: Region[]): boolean {
    if (parts.length >= maxParts || !budget.spend(1)) return false
    const open = openLiteral(condition, statusIn(dimensions, part))
    if (open === undefined) {
      parts.push(part)
      return true
    }
    return [open, opposite(open)].every((half) => {
      const met = meetRegion(dimensions, part, half)
      return met === undefined || cut(met, condition, parts)
    })
  }

  const { labelOf } = comparing
  const own = { a: a.entries.filter(isOwn), b: b.entries.filter(isOwn) }
  const counterpartsOf = labelOf === undefined ? () => [] : counterparts(own, labelOf)
  for (const side of ['a', 'b'] as const) {
    for (const [index, entry] of lists[side].entries.entries()) {
      if (!isOwn(entry)) continue
      const reasons = new Set<UndecidedReason>(budget.isExhausted() ? ['budget'] : [])
      const where = entry.exception?.where ?? entry.condition
      const regions =
        reasons.size > 0
          ? []
          : (regionsWhere(dimensions, everywhere(dimensions), where, maxRegions) ?? [everywhere(dimensions)])
      const others = counterpartsOf(side, entry)
      for (const region of regions.flatMap((each) => sharpen(each, others))) {
        const { found, undecided } = resolveRegion(region, { side, index }, context)
        for (const pair of found) {
          differences.push({
            ...pair,
            region,
            ...(entry.exception !== undefined && { unless: entry.exception.unless }),
          })
        }
        if (undecided !== undefined) reasons.add(undecided)
      }
      for (const reason of [...reasons].slice(0, 1)) unsettled.push({ side, rule: entry.rule, reason })
    }
  }
  return { differences, unsettled }
}
