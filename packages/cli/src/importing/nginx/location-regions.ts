import { foldPattern, parsePathPattern, type PathPattern, patternCovers, patternsOverlap } from '@tidegate/values'
import { allOf, always, type Condition, isIn, never, notOf } from '../condition.ts'
import { patternOfPath, patternOfPrefix, patternsOfRegex } from '../path-patterns.ts'
import type { Directive } from './parse-nginx.ts'

/** For each `location` of a block, which paths it takes; undefined where that cannot be said in patterns. */
export type LocationRegions = ReadonlyMap<Directive, Condition | undefined>

interface Place {
  /** `first` is `^~`: a prefix that keeps regular expressions out. */
  readonly kind: 'exact' | 'first' | 'prefix' | 'regex'
  /** What stands in the configuration. */
  readonly text: string
  readonly patterns: readonly string[]
  /** It lets nobody in, so that it does not matter what else holds there. */
  readonly isShut: boolean
}

/**
 * Which paths the locations of one block take, as nginx chooses: an exact path, else the longest prefix if it is `^~`, else the first
 * regular expression, else the longest prefix. So each takes what its pattern says, less what others win from it.
 */
export function locationRegions(block: readonly Directive[]): LocationRegions {
  const locations = block.filter(({ name }) => name === 'location')
  const places = locations.map((location) => placeOf(location))
  const known = places.filter((place) => place !== undefined && place !== 'named').map((place) => place)
  return new Map(
    locations.map((location, index) => {
      const place = places[index]
      return [location, place === undefined ? undefined : place === 'named' ? never : regionOf(place, known)]
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
      return patterns === undefined ? undefined : { kind: 'regex', text, patterns, isShut }
    }
    default:
      return undefined
  }
}

function placeAt(kind: Place['kind'], text: string, pattern: string | undefined, isShut: boolean): Place | undefined {
  return pattern === undefined || !text.startsWith('/') ? undefined : { kind, text, patterns: [pattern], isShut }
}

function letsNobodyIn(block: readonly Directive[]): boolean {
  if (block.some(({ name }) => name === 'location' || name === 'if' || name === 'satisfy')) return false
  const answer = block.find(({ name }) => name === 'return')
  if (answer !== undefined) return /^[45]\d\d$/.test(answer.args[0] ?? '')
  const first = block.find(({ name }) => name === 'allow' || name === 'deny')
  return first?.name === 'deny' && first.args[0] === 'all'
}

function regionOf(place: Place, all: readonly Place[]): Condition {
  const others = all.filter((other) => other !== place && overlap(other.patterns, place.patterns))
  const winners = others.filter((other) => !other.isShut && wins(other, place, all))
  const plain = winners.filter((winner) => place.kind !== 'regex' || longer(winner, all).length === 0)
  const taken = uncovered(plain.flatMap(({ patterns }) => patterns))
  // Where a longer prefix without `^~` stands in a `^~` one, regular expressions are asked again.
  const partly = winners.filter((winner) => !plain.includes(winner))
  return allOf([
    pathIn(place.patterns),
    ...(taken.length === 0 ? [] : [notOf(pathIn(taken))]),
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

function pathIn(patterns: readonly string[]): Condition {
  return patterns.includes('/**') ? always : isIn('path', patterns.join(', '))
}

function overlap(some: readonly string[], others: readonly string[]): boolean {
  const folded = others.map(parsed)
  return some.map(parsed).some((one) => folded.some((other) => patternsOverlap(one, other)))
}

/** Without those that another one covers; of equal ones the first stays. */
function uncovered(patterns: readonly string[]): readonly string[] {
  const unique = [...new Set(patterns)]
  const read = unique.map(parsed)
  const covers = (one: number, other: number): boolean => patternCovers(read[one]!, read[other]!) === true
  return unique.filter((_, index) => {
    return !read.some(
      (__, other) => other !== index && covers(other, index) && (other < index || !covers(index, other)),
    )
  })
}

function parsed(pattern: string): PathPattern {
  const read = parsePathPattern(pattern)
  return read.kind === 'pattern' ? foldPattern(read.pattern) : { pieces: [] }
}
