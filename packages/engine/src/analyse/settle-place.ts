import type { Axis } from './axis.ts'
import type { Budget } from './budget.ts'
import { type EffectEntry, type EffectList, lineKey } from './effect-list.ts'
import { meetPlace, otherPoints, type Place, type Point, pointOf, statusAt, statusIn } from './place.ts'
import {
  type Literal,
  openLiteral,
  opposite,
  type Proposition,
  type StatusOf,
  truthOf,
  turningLiteral,
} from './proposition.ts'
import type { Side } from './set-names.ts'

/** Two effects that a request can have, in the one list and in the other. */
export interface EffectPair {
  readonly from: string
  readonly to: string
}

/** A pair of effects that some request of a place has, with such a request. */
export interface FoundPair extends EffectPair {
  readonly point: Point
}

/** Why it is not known whether there are requests of a kind. */
export type Doubt =
  /** The budget ended. */
  | 'budget'
  /** Neither a text that would be needed nor the proof that there is none was found. */
  | 'no-text'
  /** What was found could not be written as a request that the policies decide so. */
  | 'no-request'
  /** Limits count by bot, of which the policies declare others, and too many. */
  | 'many-bots'

export interface SettledPlace {
  /** Every pair of different effects that requests of the place have, where the line decides; each with one of them. */
  readonly found: readonly FoundPair[]
  /** Why there may be more. */
  readonly doubt?: Doubt
}

/** A line by its place in one of the lists. */
export interface LineOf {
  readonly side: Side
  readonly index: number
}

export interface Settling {
  readonly axes: readonly Axis[]
  readonly lists: Readonly<Record<Side, EffectList>>
  /** Lines that stand in both lists, by `lineKey`. */
  readonly common: ReadonlySet<string>
  readonly budget: Budget
  /** Pairs that are of interest; others are not looked for. */
  readonly matters: (pair: EffectPair) => boolean
  /** Whether a request really has these effects. */
  readonly confirm: (point: Point, pair: EffectPair) => boolean
}

/** So many parts of one place are looked at for one pair of effects before it is left unsettled; more where the budget is large. */
const mostParts = 3_000
/** And so many examples that cannot be confirmed. */
const mostUnconfirmed = 20
/** What it costs to write an example as a request and to ask both policies. */
const confirmCost = 50

/** What a list still can give in a place. */
interface Narrowed {
  /** Lines that may hold, in their order. */
  readonly open: readonly EffectEntry[]
  /** What comes of it where none of them does. */
  readonly last: string
}

/**
 * Finds out which effects the other list has where a line decides in its own. For each effect that the other list could have, a line that
 * gives it is supposed to hold as well, and an example is taken; what decides it otherwise is then excluded, and so on, until an
 * example shows the two effects or nothing is left. Only lines that some example meets are ever looked at.
 */
export function settlePlace(place: Place, { side, index }: LineOf, settling: Settling): SettledPlace {
  const { axes, lists, common, budget, matters } = settling
  const otherSide: Side = side === 'a' ? 'b' : 'a'
  const line = lists[side].entries[index]!
  const earlier = lists[side].entries.slice(0, index)
  if (!budget.spend(1 + Math.ceil((index + lists[otherSide].entries.length) / 16)))
    return { found: [], doubt: 'budget' }
  const status = statusIn(axes, place)
  const mine = narrowed({ entries: earlier, otherwise: line.effect }, status)
  if (mine.last !== line.effect) return { found: [] }
  const theirs = narrowed(lists[otherSide], status)
  const cost = 1 + Math.ceil((mine.open.length + theirs.open.length) / 64)
  const most = Math.max(mostParts, budget.limit / 64)
  const found = new Map<string, FoundPair>()
  const unconfirmedOf = new Map<string, number>()
  let doubt: Doubt | undefined

  const apart = [...theirs.open, ...mine.open].filter((entry) => !common.has(lineKey(entry)))

  // A common line that stands before this one takes the decision away in both lists.
  const isBefore = new Set(earlier.map(lineKey).filter((key) => common.has(key)))
  const goals = linesByEffect(theirs, (entry) => !isBefore.has(lineKey(entry)))
  goals.delete(line.effect)
  for (const effect of goals.keys()) if (!matters(pairOf(effect))) goals.delete(effect)
  // WHY: mostly nothing comes of a line because others do the same, which is seen at once, whatever the other effects are.
  const isSeenAtOnce = goals.has(theirs.last) && seek(new Set(goals.keys()), [line.said]) === undefined
  if (isSeenAtOnce && found.size === 0) return { found: [] }
  for (const [effect, lines] of goals) {
    const doubts = lines.map((each) =>
      seek(new Set([effect]), each === undefined ? [line.said] : [line.said, each.said]),
    )
    if (!found.has(effect)) doubt ??= doubts.find((each) => each !== undefined)
  }
  if (doubt !== undefined && budget.isExhausted()) doubt = 'budget'
  return { found: [...found.values()], ...(doubt !== undefined && { doubt }) }

  function pairOf(effect: string): EffectPair {
    return side === 'a' ? { from: line.effect, to: effect } : { from: effect, to: line.effect }
  }

  /** Looks for an example in which the other list has one of these effects, among requests of which all of `supposed` holds. */
  function seek(effects: ReadonlySet<string>, supposed: readonly Proposition[]): Doubt | undefined {
    let parts = 0
    let unconfirmed = 0
    const isFound = (): boolean => [...effects].some((effect) => found.has(effect))
    let inDoubt: Doubt | undefined

    function visit(part: Place): void {
      if (isFound() || unconfirmed > mostUnconfirmed || inDoubt === 'budget') return
      parts += 1
      if (parts > most || !budget.spend(cost)) {
        inDoubt = 'budget'
        return
      }
      const inside = statusIn(axes, part)
      if (supposed.some((said) => truthOf(said, inside) === false)) return
      const point = pointOf(part)
      if (point === undefined) {
        inDoubt ??= 'no-text'
        return
      }
      const split = nextSplit(part, inside, point)
      for (const half of split === undefined ? [] : [split, opposite(split)]) {
        const met = meetPlace(axes, part, half)
        if (met !== undefined) visit(met)
      }
    }

    /** What leads away from a point that is no example; undefined when there is nothing more to look at. */
    function nextSplit(part: Place, inside: StatusOf, point: Point): Literal | undefined {
      const at = statusAt(axes, point)
      const missed = supposed.find((said) => truthOf(said, at) !== true)
      if (missed !== undefined) return openLiteral(missed, inside)
      const [own, other] = [deciding(mine, at), deciding(theirs, at)]
      const otherEffect = other?.effect ?? theirs.last
      if (own === undefined || own.effect === line.effect) {
        if (goals.has(otherEffect)) record(part, point, otherEffect)
        if (isFound()) return undefined
        if (!effects.has(otherEffect)) return other === undefined ? undefined : turningLiteral(other.said, inside, at)
        unconfirmed += 1
        // WHY: what cannot be a request depends on what the lists ask differently, before all else.
        const open = [...apart, ...mine.open, ...theirs.open].find(
          ({ said }) => openLiteral(said, inside) !== undefined,
        )
        if (open === undefined || unconfirmed > mostUnconfirmed) inDoubt ??= 'no-request'
        return open === undefined ? undefined : openLiteral(open.said, inside)
      }
      return turningLiteral(own.said, inside, at)
    }

    visit(place)
    return inDoubt
  }

  function record(part: Place, point: Point, effect: string): void {
    const before = unconfirmedOf.get(effect) ?? 0
    if (found.has(effect) || before > mostUnconfirmed) return
    const pair = pairOf(effect)
    const example = [point, ...otherPoints(part, 4)].find((each) => {
      const at = statusAt(axes, each)
      const own = truthOf(line.said, at) === true ? (deciding(mine, at)?.effect ?? line.effect) : undefined
      if (own !== line.effect || (deciding(theirs, at)?.effect ?? theirs.last) !== effect) return false
      return budget.spend(confirmCost) && settling.confirm(each, pair)
    })
    if (example === undefined) unconfirmedOf.set(effect, before + 1)
    else found.set(effect, { ...pair, point: example })
  }
}

/** The open line that decides at a point. */
function deciding({ open }: Narrowed, at: StatusOf): EffectEntry | undefined {
  return open.find(({ said }) => truthOf(said, at) === true)
}

function narrowed({ entries, otherwise }: EffectList, status: StatusOf): Narrowed {
  const open: EffectEntry[] = []
  for (const entry of entries) {
    const truth = truthOf(entry.said, status)
    if (truth === true) return { open, last: entry.effect }
    if (truth === undefined) open.push(entry)
  }
  return { open, last: otherwise }
}

/** The lines that give each effect; `undefined` where none of them has to hold. */
function linesByEffect(
  { open, last }: Narrowed,
  isUseful: (entry: EffectEntry) => boolean,
): Map<string, readonly (EffectEntry | undefined)[]> {
  const lines = new Map<string, readonly (EffectEntry | undefined)[]>([[last, [undefined]]])
  for (const entry of open) {
    if (isUseful(entry)) lines.set(entry.effect, [...(lines.get(entry.effect) ?? []), entry])
  }
  return lines
}
