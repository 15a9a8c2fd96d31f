import type { Dimension } from '../dimensions/dimension.ts'
import type { Budget } from '@tidegate/values'
import { commonLines } from './common-lines.ts'
import { counterparts, type RuleLabel } from './counterparts.ts'
import { type EffectEntry, type EffectList, lineKey } from './effect-list.ts'
import { everywhere, meetRegion, type Region, regionsWhere, type Point, statusIn } from '../regions/region.ts'
import { openLiteral, opposite, type Proposition } from '../logic/proposition.ts'
import type { UndecidedReason } from '../policy-diff.ts'
import type { Side } from '../side.ts'
import { type EffectPair, indexedList, resolveRegion, type ResolutionContext } from './resolve-region.ts'

/** A region in which requests are decided differently. */
export interface Difference extends EffectPair {
  readonly region: Region
  readonly point: Point
  /** An exception of the region: the rule that makes the difference does not apply there. */
  readonly unless?: Proposition
}

/** A rule whose effect on the difference is undecided. */
export interface UnsettledLine {
  readonly side: Side
  readonly rule: number | undefined
  readonly reason: UndecidedReason
}

/** The differences between two lists. */
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
  /**
   * Name and text of a rule. Differences are split along rules that correspond to each other; without labels they are not split.
   */
  readonly labelOf?: (side: Side, rule: number) => RuleLabel
  readonly confirm: ResolutionContext['confirm']
}

/** Maximum number of regions that a rule is split into, and of parts that the other list's rules split each region into. */
const maxRegions = 256
const maxParts = 8

/**
 * Returns all differences between two lists. Where the lists differ, a line decides that is not common to both of them (same
 * condition, same effect, same order); so only regions where such a line applies are examined, and what decides there in the other
 * list.
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

  /** Splits a region along lines of the other list, so that the difference is located more precisely. */
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

  /** Returns false if this gives too many parts. */
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
