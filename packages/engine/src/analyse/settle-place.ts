import type { Axis } from './axis.ts'
import type { Budget } from './budget.ts'
import type { EffectEntry, EffectList } from './effect-list.ts'
import { meetPlace, otherPoints, type Place, type Point, pointOf, statusAt, statusIn } from './place.ts'
import { type Literal, openLiteral, opposite } from './proposition.ts'
import { effectsOf, firing, stripLists } from './strip-lists.ts'

/** Two effects that a request can have, in the one list and in the other. */
export interface EffectPair {
  readonly from: string
  readonly to: string
}

/** A pair of effects that some request of a place has, with such a request. */
export interface FoundPair extends EffectPair {
  readonly point: Point
}

export interface SettledPlace {
  /** Every pair of different effects that requests of the place have, each with one of them. */
  readonly found: readonly FoundPair[]
  /** False when there may be more: the budget ended, or an example could not be confirmed. */
  readonly isSettled: boolean
}

export interface Settling {
  readonly axes: readonly Axis[]
  readonly a: EffectList
  readonly b: EffectList
  /** Whether a line stands in one of the lists only. */
  readonly isOwn: (entry: EffectEntry) => boolean
  readonly budget: Budget
  /** Pairs that are of interest; others are not looked for. */
  readonly matters: (pair: EffectPair) => boolean
  /** Whether a request really has these effects. */
  readonly confirm: (point: Point, pair: EffectPair) => boolean
}

/** So many parts of one place are looked at before it is left unsettled. */
const mostParts = 3_000
/** And so many examples that cannot be confirmed. */
const mostUnconfirmed = 20

/**
 * Finds out how requests of a place are decided differently: by splitting it, on what an example depends on, until every pair of different
 * effects has an example or is proved to have none.
 */
export function settlePlace(place: Place, settling: Settling): SettledPlace {
  const { axes, a, b, isOwn, budget, matters, confirm } = settling
  const found = new Map<string, FoundPair>()
  let parts = 0
  let isSettled = true
  let unconfirmed = 0

  function visit(part: Place): void {
    if (!isSettled) return
    parts += 1
    if (parts > mostParts || !budget.spend(1 + Math.ceil((a.entries.length + b.entries.length) / 8))) {
      isSettled = false
      return
    }
    const inside = statusIn(axes, part)
    const rest = stripLists(a, b, isOwn, inside)
    if (rest === undefined) return
    const wanted = pairsOf(rest.a, rest.b).filter((pair) => matters(pair) && !found.has(pairKey(pair)))
    if (wanted.length === 0) return
    const point = pointOf(part)
    if (point === undefined) {
      isSettled = false
      return
    }
    const pair = pairAt(point)
    const isNew = wanted.some((each) => pairKey(each) === pairKey(pair))
    if (isNew && record(part, point, pair) && wanted.length === 1) return
    const literal = nextSplit(part, point, pair, rest)
    if (literal === undefined) {
      if (isNew && !found.has(pairKey(pair))) isSettled = false
      return
    }
    for (const half of [literal, opposite(literal)]) {
      const met = meetPlace(axes, part, half)
      if (met !== undefined) visit(met)
    }
  }

  function pairAt(point: Point): EffectPair {
    const status = statusAt(axes, point)
    return { from: firing(a, status)?.effect ?? a.otherwise, to: firing(b, status)?.effect ?? b.otherwise }
  }

  function record(part: Place, point: Point, pair: EffectPair): boolean {
    const key = pairKey(pair)
    const example = [point, ...otherPoints(part, 8)].find((each) => {
      const at = pairAt(each)
      return pairKey(at) === key && confirm(each, at)
    })
    if (example === undefined) {
      unconfirmed += 1
      if (unconfirmed > mostUnconfirmed) isSettled = false
      return false
    }
    found.set(key, { ...pair, point: example })
    return true
  }

  /** What to split on: what makes the example's effects the same first; then what is in one list only; then the rest. */
  function nextSplit(
    part: Place,
    point: Point,
    pair: EffectPair,
    rest: { readonly a: EffectList; readonly b: EffectList },
  ): Literal | undefined {
    const status = statusIn(axes, part)
    const at = statusAt(axes, point)
    const deciding = pair.from === pair.to ? [firing(a, at), firing(b, at)] : []
    const left = [...rest.a.entries, ...rest.b.entries]
    const candidates = [...deciding, ...left.filter(isOwn), ...left]
    for (const entry of candidates) {
      const open = entry === undefined ? undefined : openLiteral(entry.said, status)
      if (open === undefined) continue
      // What holds at the example is turned round first: that leads away from it.
      const holds = axes[open.axis]!.holds(open.test, point[open.axis]!)
      return { ...open, wanted: !holds }
    }
    return undefined
  }

  visit(place)
  return { found: [...found.values()], isSettled }
}

/** Every pair of different effects that two lists can have. */
function pairsOf(a: EffectList, b: EffectList): readonly EffectPair[] {
  const effectsOfB = [...effectsOf(b)]
  return [...effectsOf(a)].flatMap((from) => effectsOfB.flatMap((to) => (from === to ? [] : [{ from, to }])))
}

function pairKey({ from, to }: EffectPair): string {
  return JSON.stringify([from, to])
}
