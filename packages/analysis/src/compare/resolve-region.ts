import type { Dimension } from '../dimensions/dimension.ts'
import type { Budget } from '@tidegate/values'
import { type EffectEntry, type EffectList, lineKey } from './effect-list.ts'
import { meetRegion, otherPoints, type Region, type Point, pointOf, statusAt, statusIn } from '../regions/region.ts'
import {
  type Literal,
  openLiteral,
  opposite,
  type Proposition,
  type StatusOf,
  truthOf,
  turningLiteral,
} from '../logic/proposition.ts'
import type { UndecidedReason } from '../policy-diff.ts'
import type { Side } from '../side.ts'

/** The effects of a request in the first and in the second list. */
export interface EffectPair {
  readonly from: string
  readonly to: string
}

/** A pair of effects together with a point of the region that has them. */
export interface FoundPair extends EffectPair {
  readonly point: Point
}

export interface ResolvedRegion {
  /** Every pair of different effects of requests in the region for which the line decides, each with an example. */
  readonly found: readonly FoundPair[]
  /** Why there may be more pairs; absent if the list is complete. */
  readonly undecided?: UndecidedReason
}

/** A list's lines by effect and by key. */
export interface IndexedList {
  /** The lines for each effect; `undefined` stands for “no line applies”. */
  readonly byEffect: ReadonlyMap<string, readonly (EffectEntry | undefined)[]>
  /** The index of each line, by `lineKey`. */
  readonly positions: ReadonlyMap<string, number>
}

/** A line by its list and index. */
export interface LineOf {
  readonly side: Side
  readonly index: number
}

export interface ResolutionContext {
  readonly dimensions: readonly Dimension[]
  readonly lists: Readonly<Record<Side, EffectList>>
  /** Lines that are common to both lists, by `lineKey`. */
  readonly common: ReadonlySet<string>
  readonly indexed: Readonly<Record<Side, IndexedList>>
  readonly budget: Budget
  /** Whether a pair of effects is of interest; others are not searched. */
  readonly matters: (pair: EffectPair) => boolean
  /** Whether a real request at the point has these effects. */
  readonly confirm: (point: Point, pair: EffectPair) => boolean
}

/**
 * Maximum number of parts of a region that are examined for one pair of effects before the answer is “undecided”; more if the
 * budget is large.
 */
const maxParts = 3_000
/** Maximum number of examples that could not be confirmed. */
const maxUnconfirmed = 20
/** Cost of writing an example as a request and evaluating it with both policies. */
const confirmCost = 50

/**
 * Finds the effects that the other list has where a line decides in its own list. For each effect that the other list could have,
 * one of the lines with that effect is assumed to apply as well, and an example is taken. If something else decides for the
 * example, that is excluded, and so on, until an example has both effects or nothing is left. Only lines that apply to some example
 * are ever examined.
 */
export function resolveRegion(region: Region, { side, index }: LineOf, context: ResolutionContext): ResolvedRegion {
  const { dimensions, lists, common, budget, matters } = context
  const otherSide: Side = side === 'a' ? 'b' : 'a'
  const line = lists[side].entries[index]!
  const mine = lists[side].entries.slice(0, index)
  const { entries: theirs, otherwise } = lists[otherSide]
  const cost = 1 + Math.ceil((index + theirs.length) / 64)
  const partLimit = Math.max(maxParts, budget.limit / 64)
  const found = new Map<string, FoundPair>()
  const unconfirmedOf = new Map<string, number>()
  const goals = new Set(
    [...context.indexed[otherSide].byEffect.keys()].filter(
      (effect) => effect !== line.effect && matters(pairOf(effect)),
    ),
  )
  let undecided: UndecidedReason | undefined

  // WHY: usually a line makes no difference because other lines have the same effect. One search over all effects at once proves
  // it.
  const isProvedEqual = goals.has(otherwise) && seek(goals, [line.condition], true) === undefined
  if (isProvedEqual && found.size === 0) return { found: [] }
  for (const effect of goals) {
    let reason: UndecidedReason | undefined
    for (const other of context.indexed[otherSide].byEffect.get(effect)!) {
      if (found.has(effect) || reason === 'budget') break
      if (other === undefined) reason = seek(new Set([effect]), [line.condition], false) ?? reason
      else if (!precedes(other)) reason = seek(new Set([effect]), [line.condition, other.condition], false) ?? reason
    }
    if (!found.has(effect)) undecided ??= reason
  }
  if (undecided !== undefined && budget.isExhausted()) undecided = 'budget'
  return { found: [...found.values()], ...(undecided !== undefined && { undecided }) }

  /** Whether a line of the other list is a common one that precedes this line: it decides earlier in both lists. */
  function precedes(other: EffectEntry): boolean {
    const key = lineKey(other)
    return common.has(key) && context.indexed[side].positions.get(key)! < index
  }

  function pairOf(effect: string): EffectPair {
    return side === 'a' ? { from: line.effect, to: effect } : { from: effect, to: line.effect }
  }

  /**
   * Searches for an example for which the other list has one of these effects, among requests for which all of `supposed` is true.
   * `isWide`: no line of the other list is assumed to apply, and any of them may give the effect; otherwise either one line is
   * assumed, or none may apply.
   */
  function seek(
    effects: ReadonlySet<string>,
    supposed: readonly Proposition[],
    isWide: boolean,
  ): UndecidedReason | undefined {
    let parts = 0
    let unconfirmed = 0
    const isFound = (): boolean => [...effects].some((effect) => found.has(effect))
    let reason: UndecidedReason | undefined

    function visit(part: Region): void {
      if (isFound() || unconfirmed > maxUnconfirmed || reason === 'budget') return
      parts += 1
      if (parts > partLimit || !budget.spend(cost)) {
        reason = 'budget'
        return
      }
      const inside = statusIn(dimensions, part)
      if (supposed.some((condition) => truthOf(condition, inside) === false)) return
      const point = pointOf(part)
      if (point === undefined) {
        reason ??= 'no-text'
        return
      }
      const split = nextSplit(part, inside, point)
      for (const half of split === undefined ? [] : [split, opposite(split)]) {
        const met = meetRegion(dimensions, part, half)
        if (met !== undefined) visit(met)
      }
    }

    /** The literal to split on when a point is not an example; undefined if there is nothing more to examine. */
    function nextSplit(part: Region, inside: StatusOf, point: Point): Literal | undefined {
      const at = statusAt(dimensions, point)
      const missed = supposed.find((condition) => truthOf(condition, at) !== true)
      if (missed !== undefined) return openLiteral(missed, inside)
      const [own, other] = [deciding(mine, at), deciding(theirs, at)]
      const otherEffect = other?.effect ?? otherwise
      if (own === undefined || own.effect === line.effect) {
        if (goals.has(otherEffect)) record(part, point, otherEffect)
        if (isFound()) return undefined
        if (!effects.has(otherEffect)) {
          const turned = other === undefined ? undefined : turningLiteral(other.condition, inside, at)
          if (isWide && turned === undefined && other !== undefined && mayBePreempted(other, inside))
            reason ??= 'no-request'
          return turned
        }
        unconfirmed += 1
        // WHY: if a point cannot be written as a request, the cause is partLimit likely a line that only one list has.
        const lines = [...theirs, ...mine]
        const open = [...lines.filter((each) => !common.has(lineKey(each))), ...lines].find(
          ({ condition }) => openLiteral(condition, inside) !== undefined,
        )
        if (open === undefined || unconfirmed > maxUnconfirmed) reason ??= 'no-request'
        return open === undefined ? undefined : openLiteral(open.condition, inside)
      }
      return turningLiteral(own.condition, inside, at)
    }

    /** Whether a line for one of the effects may apply before the given line. */
    function mayBePreempted(other: EffectEntry, inside: StatusOf): boolean {
      return theirs
        .slice(0, theirs.indexOf(other))
        .some((each) => effects.has(each.effect) && !precedes(each) && truthOf(each.condition, inside) !== false)
    }

    visit(region)
    return reason
  }

  function record(part: Region, point: Point, effect: string): void {
    const before = unconfirmedOf.get(effect) ?? 0
    if (found.has(effect) || before > maxUnconfirmed) return
    const pair = pairOf(effect)
    const example = [point, ...otherPoints(part, 4)].find((each) => {
      const at = statusAt(dimensions, each)
      const own = truthOf(line.condition, at) === true ? (deciding(mine, at)?.effect ?? line.effect) : undefined
      if (own !== line.effect || (deciding(theirs, at)?.effect ?? otherwise) !== effect) return false
      return budget.spend(confirmCost) && context.confirm(each, pair)
    })
    if (example === undefined) unconfirmedOf.set(effect, before + 1)
    else found.set(effect, { ...pair, point: example })
  }
}

/** The line that decides at a point. */
function deciding(entries: readonly EffectEntry[], at: StatusOf): EffectEntry | undefined {
  return entries.find(({ condition }) => truthOf(condition, at) === true)
}

/** Builds the index of a list. */
export function indexedList({ entries, otherwise }: EffectList): IndexedList {
  const byEffect = new Map<string, (EffectEntry | undefined)[]>([[otherwise, [undefined]]])
  for (const entry of entries) {
    const lines = byEffect.get(entry.effect)
    if (lines === undefined) byEffect.set(entry.effect, [entry])
    else lines.push(entry)
  }
  return { byEffect, positions: new Map(entries.map((entry, index) => [lineKey(entry), index])) }
}
