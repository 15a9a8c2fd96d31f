import type { Axis } from './axis.ts'
import type { Budget } from './budget.ts'
import type { EffectEntry, EffectList } from './effect-list.ts'
import { everywhere, meetPlace, type Place, placeKey, placesWhere, type Point, statusAt, statusIn } from './place.ts'
import { openLiteral, opposite, type Proposition, truthOf } from './proposition.ts'
import type { Side } from './set-names.ts'
import { type EffectPair, settlePlace, type Settling } from './settle-place.ts'
import { effectsOf, stripLists } from './strip-lists.ts'

/** A place in which requests are decided differently. */
export interface Difference extends EffectPair {
  readonly place: Place
  readonly point: Point
  /** What is told as an exception of the place: there, the rule that makes the difference does not hold. */
  readonly unless?: Proposition
}

/** What two lists give differently. */
export interface Comparison {
  readonly differences: readonly Difference[]
  /** Rules of which it could not be settled what they change. */
  readonly unsettled: readonly { readonly side: Side; readonly rule: number | undefined }[]
}

export interface Comparing {
  readonly axes: readonly Axis[]
  readonly a: EffectList
  readonly b: EffectList
  readonly budget: Budget
  readonly matters?: Settling['matters']
  readonly confirm: Settling['confirm']
}

/** A rule is taken apart into so many places at most, and each of them into so many by the rules of the other list. */
const mostPlaces = 256
const mostParts = 64

/**
 * Everything that two lists give differently. A request for which no line holds that stands in one of the lists only is decided by the
 * same lines in the same order; so only places where such a line holds are looked at. That the common lines do stand in the same
 * order is looked at first: where they do not, they count as lines of their own.
 */
export function compareEffects(comparing: Comparing): Comparison {
  const { axes, a, b, budget, matters = () => true } = comparing
  const common = commonKeys(a, b)
  const isOwn = ({ key, effect }: EffectEntry): boolean => !common.has(entryKey(key, effect))
  const settling: Settling = { axes, a, b, isOwn, budget, matters, confirm: comparing.confirm }
  const differences: Difference[] = []
  const unsettled: { readonly side: Side; readonly rule: number | undefined }[] = []
  const seen = new Set<string>()

  function visit(place: Place, unless: Proposition | undefined): boolean {
    const key = placeKey(place)
    if (seen.has(key)) return true
    seen.add(key)
    const status = statusIn(axes, place)
    const rest = stripLists(a, b, isOwn, status)
    if (rest === undefined || !isDifferent(rest.a, rest.b)) return true
    const { found, isSettled } = settlePlace(place, settling)
    for (const pair of found) {
      const isExcepted = unless === undefined || truthOf(unless, statusAt(axes, pair.point)) === true
      differences.push({ ...pair, place, ...(!isExcepted && { unless }) })
    }
    return isSettled
  }

  /** Cuts a place along the lines that stand in the other list only, so that what is left says exactly where the difference is. */
  function sharpen(place: Place, other: readonly EffectEntry[]): readonly Place[] {
    let parts: readonly Place[] = [place]
    for (const { said: whole, aside } of other) {
      const said = aside?.where ?? whole
      const next: Place[] = []
      for (const part of parts) {
        if (!cut(part, said, next)) return parts
      }
      parts = next
    }
    return parts
  }

  /** False where that makes too many parts. */
  function cut(part: Place, said: EffectEntry['said'], parts: Place[]): boolean {
    if (parts.length >= mostParts || !budget.spend(1 + Math.ceil((a.entries.length + b.entries.length) / 16)))
      return false
    const status = statusIn(axes, part)
    if (stripLists(a, b, isOwn, status) === undefined) return true
    const open = openLiteral(said, status)
    if (open === undefined) {
      parts.push(part)
      return true
    }
    return [open, opposite(open)].every((half) => {
      const met = meetPlace(axes, part, half)
      return met === undefined || cut(met, said, parts)
    })
  }

  for (const side of ['a', 'b'] as const) {
    const other = (side === 'a' ? b : a).entries.filter(isOwn)
    for (const entry of (side === 'a' ? a : b).entries.filter(isOwn)) {
      if (budget.isExhausted()) {
        unsettled.push({ side, rule: entry.rule })
        continue
      }
      const where = entry.aside?.where ?? entry.said
      const places = placesWhere(axes, everywhere(axes), where, mostPlaces) ?? [everywhere(axes)]
      const settled = places.flatMap((place) => sharpen(place, other)).map((place) => visit(place, entry.aside?.unless))
      if (settled.includes(false)) unsettled.push({ side, rule: entry.rule })
    }
  }
  if (a.otherwise !== b.otherwise) {
    const own = [...a.entries, ...b.entries].filter(isOwn)
    const settled = sharpen(everywhere(axes), own).map((place) => visit(place, undefined))
    if (settled.includes(false)) unsettled.push({ side: 'b', rule: undefined })
  }
  return { differences, unsettled }

  function isDifferent(one: EffectList, two: EffectList): boolean {
    return [...effectsOf(one)].some((from) => [...effectsOf(two)].some((to) => from !== to && matters({ from, to })))
  }
}

/** Lines of both lists, unless they stand there in different orders that matter. */
function commonKeys(a: EffectList, b: EffectList): ReadonlySet<string> {
  const keysOf = ({ entries }: EffectList): ReadonlySet<string> =>
    new Set(entries.map(({ key, effect }) => entryKey(key, effect)))
  const inA = keysOf(a)
  const inB = keysOf(b)
  const runsOf = ({ entries }: EffectList, others: ReadonlySet<string>): string => {
    const runs: { readonly effect: string; readonly keys: Set<string> }[] = []
    for (const { key, effect } of entries) {
      if (!others.has(entryKey(key, effect))) continue
      const last = runs.at(-1)
      if (last?.effect === effect) last.keys.add(key)
      else runs.push({ effect, keys: new Set([key]) })
    }
    return JSON.stringify(runs.map(({ effect, keys }) => [effect, [...keys].toSorted()]))
  }
  if (runsOf(a, inB) !== runsOf(b, inA)) return new Set()
  return new Set([...inA].filter((key) => inB.has(key)))
}

function entryKey(key: string, effect: string): string {
  return `${effect} ${key}`
}
