import { allOf, type Condition, never, notOf, pathIn, pathInSet } from '../draft/condition.ts'
import { type KnownPatterns, knownPatterns, patternsMeet, uncoveredPatterns } from '../draft/known-patterns.ts'
import { patternOfPath, patternOfPrefix, patternsOfRegex } from '../draft/path-patterns.ts'
import type { PolicyDraft } from '../draft/policy-draft.ts'
import type { Directive } from './parse-nginx.ts'

/** The paths of each `location` of a block; undefined if they have no equivalent as path patterns. */
export type LocationRegions = ReadonlyMap<Directive, Condition | undefined>

interface LocationMatch {
  /** `first` is `^~`: a prefix for which regular expressions are not tested. */
  readonly kind: 'exact' | 'first' | 'prefix' | 'regex'
  /** The text in the configuration. */
  readonly text: string
  readonly patterns: readonly string[]
  readonly known: KnownPatterns
  /** Whether the location admits no client, so that other rules make no difference there. */
  readonly isShut: boolean
}

/**
 * Returns the paths of the locations of one block, as nginx chooses: an exact path, else the longest prefix if it is `^~`, else
 * the first regular expression, else the longest prefix. So a location receives the paths that match its pattern, except for
 * those that nginx assigns to another location.
 */
export function locationRegions(block: readonly Directive[], draft: PolicyDraft): LocationRegions {
  const locations = block.filter(({ name }) => name === 'location')
  const matches = locations.map((location) => matchOf(location))
  const known = matches.filter((match) => match !== undefined && match !== 'named').map((match) => match)
  // Most locations lose the same paths to others.
  const taken = new Map<string, Condition>()
  const takenBy = (patterns: readonly string[]): Condition => {
    const key = patterns.join()
    const before = taken.get(key)
    if (before !== undefined) return before
    const left = uncoveredPatterns(patterns)
    // More patterns than are readable in one line get a name.
    const made = left.length <= 8 ? pathIn(left) : pathInSet(draft.paths('elsewhere', left))
    taken.set(key, made)
    return made
  }
  return new Map(
    locations.map((location, index) => {
      const match = matches[index]
      return [location, match === undefined ? undefined : match === 'named' ? never : regionOf(match, known, takenBy)]
    }),
  )
}

/**
 * Reads a `location` from its words. Returns `named` for a named location, which receives no requests, and undefined for one
 * whose paths have no equivalent as path patterns.
 */
function matchOf({ args, block = [] }: Directive): LocationMatch | 'named' | undefined {
  const [first = '', second] = args
  const isShut = admitsNoClient(block)
  if (second === undefined && first.startsWith('@')) return 'named'
  const joined = /^(=|\^~|~\*?)(.+)$/.exec(first)
  const [modifier, text] = second === undefined ? [joined?.[1] ?? '', joined?.[2] ?? first] : [first, second]
  switch (modifier) {
    case '=':
      return matchAt('exact', text, patternOfPath(text), isShut)
    case '^~':
      return matchAt('first', text, patternOfPrefix(text), isShut)
    case '':
      return matchAt('prefix', text, patternOfPrefix(text), isShut)
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

function matchAt(
  kind: LocationMatch['kind'],
  text: string,
  pattern: string | undefined,
  isShut: boolean,
): LocationMatch | undefined {
  return pattern === undefined || !text.startsWith('/')
    ? undefined
    : { kind, text, patterns: [pattern], known: knownPatterns([pattern]), isShut }
}

function admitsNoClient(block: readonly Directive[]): boolean {
  if (block.some(({ name }) => name === 'location' || name === 'if' || name === 'satisfy')) return false
  const answer = block.find(({ name }) => name === 'return')
  if (answer !== undefined) return /^[45]\d\d$/.test(answer.args[0] ?? '')
  const first = block.find(({ name }) => name === 'allow' || name === 'deny')
  return first?.name === 'deny' && first.args[0] === 'all'
}

function regionOf(
  match: LocationMatch,
  all: readonly LocationMatch[],
  takenBy: (patterns: readonly string[]) => Condition,
): Condition {
  const others = all.filter((other) => other !== match && patternsMeet(other.known, match.known))
  const winners = others.filter((other) => !other.isShut && wins(other, match, all))
  const plain = winners.filter((winner) => match.kind !== 'regex' || longer(winner, all).length === 0)
  const taken = plain.flatMap(({ patterns }) => patterns)
  // If a longer prefix without `^~` is inside a `^~` one, regular expressions are tested again.
  const partly = winners.filter((winner) => !plain.includes(winner))
  return allOf([
    pathIn(match.patterns),
    ...(taken.length === 0 ? [] : [notOf(takenBy(taken))]),
    ...partly.map((winner) =>
      notOf(allOf([pathIn(winner.patterns), notOf(pathIn(longer(winner, all).flatMap(({ patterns }) => patterns)))])),
    ),
  ])
}

function wins(other: LocationMatch, match: LocationMatch, all: readonly LocationMatch[]): boolean {
  if (match.kind === 'exact') return false
  if (other.kind === 'exact') return true
  if (match.kind === 'regex') {
    return other.kind === 'first' || (other.kind === 'regex' && all.indexOf(other) < all.indexOf(match))
  }
  if (other.kind === 'regex') return match.kind !== 'first'
  return other.text.length > match.text.length && other.text.startsWith(match.text)
}

/** Returns the prefixes without `^~` that are longer than one with it. */
function longer(winner: LocationMatch, all: readonly LocationMatch[]): readonly LocationMatch[] {
  if (winner.kind !== 'first') return []
  return all.filter(({ kind, text }) => kind === 'prefix' && text !== winner.text && text.startsWith(winner.text))
}
