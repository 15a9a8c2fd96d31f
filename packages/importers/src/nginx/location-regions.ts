import { allOf, type Condition, never, notOf, pathIn, pathInSet } from '../draft/condition.ts'
import { type KnownPatterns, knownPatterns, patternsMeet, uncoveredPatterns } from '../draft/known-patterns.ts'
import { patternOfPath, patternOfPrefix, patternsOfRegex } from '../draft/path-patterns.ts'
import type { PolicyDraft } from '../draft/policy-draft.ts'
import type { Directive } from './parse-nginx.ts'

/** For each `location` of a block, which paths it takes; undefined where that cannot be said in patterns. */
export type LocationRegions = ReadonlyMap<Directive, Condition | undefined>

interface Place {
  /** `first` is `^~`: a prefix that keeps regular expressions out. */
  readonly kind: 'exact' | 'first' | 'prefix' | 'regex'
  /** What stands in the configuration. */
  readonly text: string
  readonly patterns: readonly string[]
  readonly known: KnownPatterns
  /** It lets nobody in, so that it does not matter what else holds there. */
  readonly isShut: boolean
}

/**
 * Which paths the locations of one block take, as nginx chooses: an exact path, else the longest prefix if it is `^~`, else the first
 * regular expression, else the longest prefix. So each takes what its pattern says, less what others win from it.
 */
export function locationRegions(block: readonly Directive[], draft: PolicyDraft): LocationRegions {
  const locations = block.filter(({ name }) => name === 'location')
  const places = locations.map((location) => placeOf(location))
  const known = places.filter((place) => place !== undefined && place !== 'named').map((place) => place)
  // Most locations lose the same paths to others.
  const taken = new Map<string, Condition>()
  const takenBy = (patterns: readonly string[]): Condition => {
    const key = patterns.join()
    const before = taken.get(key)
    if (before !== undefined) return before
    const left = uncoveredPatterns(patterns)
    // More than can be read in a line have a name.
    const made = left.length <= 8 ? pathIn(left) : pathInSet(draft.paths('elsewhere', left))
    taken.set(key, made)
    return made
  }
  return new Map(
    locations.map((location, index) => {
      const place = places[index]
      return [location, place === undefined ? undefined : place === 'named' ? never : regionOf(place, known, takenBy)]
    }),
  )
}

/** What a `location` is for, from its words; `named` ones take no request, undefined is what cannot be said in patterns. */
function placeOf({ args, block = [] }: Directive): Place | 'named' | undefined {
  const [first = '', second] = args
  const isShut = letsNobodyIn(block)
  if (second === undefined && first.startsWith('@')) return 'named'
  const joined = /^(=|\^~|~\*?)(.+)$/.exec(first)
  const [modifier, text] = second === undefined ? [joined?.[1] ?? '', joined?.[2] ?? first] : [first, second]
  switch (modifier) {
    case '=':
      return placeAt('exact', text, patternOfPath(text), isShut)
    case '^~':
      return placeAt('first', text, patternOfPrefix(text), isShut)
    case '':
      return placeAt('prefix', text, patternOfPrefix(text), isShut)
    case '~':
    case '~*': {
      const patterns = patternsOfRegex(text)
      return patterns === undefined
        ? undefined
        : { kind: 'regex', text, patterns, known: knownPatterns(patterns), isShut }
    }
    default:
      return undefined
  }
}

function placeAt(kind: Place['kind'], text: string, pattern: string | undefined, isShut: boolean): Place | undefined {
  return pattern === undefined || !text.startsWith('/')
    ? undefined
    : { kind, text, patterns: [pattern], known: knownPatterns([pattern]), isShut }
}

function letsNobodyIn(block: readonly Directive[]): boolean {
  if (block.some(({ name }) => name === 'location' || name === 'if' || name === 'satisfy')) return false
  const answer = block.find(({ name }) => name === 'return')
  if (answer !== undefined) return /^[45]\d\d$/.test(answer.args[0] ?? '')
  const first = block.find(({ name }) => name === 'allow' || name === 'deny')
  return first?.name === 'deny' && first.args[0] === 'all'
}

function regionOf(place: Place, all: readonly Place[], takenBy: (patterns: readonly string[]) => Condition): Condition {
  const others = all.filter((other) => other !== place && patternsMeet(other.known, place.known))
  const winners = others.filter((other) => !other.isShut && wins(other, place, all))
  const plain = winners.filter((winner) => place.kind !== 'regex' || longer(winner, all).length === 0)
  const taken = plain.flatMap(({ patterns }) => patterns)
  // Where a longer prefix without `^~` stands in a `^~` one, regular expressions are asked again.
  const partly = winners.filter((winner) => !plain.includes(winner))
  return allOf([
    pathIn(place.patterns),
    ...(taken.length === 0 ? [] : [notOf(takenBy(taken))]),
    ...partly.map((winner) =>
      notOf(allOf([pathIn(winner.patterns), notOf(pathIn(longer(winner, all).flatMap(({ patterns }) => patterns)))])),
    ),
  ])
}

function wins(other: Place, place: Place, all: readonly Place[]): boolean {
  if (place.kind === 'exact') return false
  if (other.kind === 'exact') return true
  if (place.kind === 'regex') {
    return other.kind === 'first' || (other.kind === 'regex' && all.indexOf(other) < all.indexOf(place))
  }
  if (other.kind === 'regex') return place.kind !== 'first'
  return other.text.length > place.text.length && other.text.startsWith(place.text)
}

/** Prefixes without `^~` that are longer than one with it. */
function longer(winner: Place, all: readonly Place[]): readonly Place[] {
  if (winner.kind !== 'first') return []
  return all.filter(({ kind, text }) => kind === 'prefix' && text !== winner.text && text.startsWith(winner.text))
}
