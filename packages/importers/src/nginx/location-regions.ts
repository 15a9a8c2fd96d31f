import { parsePathText } from '@tidegate/values'
import { allOf, always, anyOf, type Condition, never, notOf, pathInSet } from '../draft/condition.ts'
import { knownPatterns, patternsMeet, uncoveredPatterns } from '../draft/known-patterns.ts'
import { pathMatching, withoutFolder } from '../draft/path-condition.ts'
import type { PolicyDraft } from '../draft/policy-draft.ts'
import type { LocationMatch } from './location-match.ts'
import { searchLocation } from './location-search.ts'
import type { Directive } from './parse-nginx.ts'

/**
 * Returns the requests of each location of a block and of the locations in it, as nginx chooses: an exact path; else the longest prefix and
 * what is found in it; unless that is only a prefix without `^~`, the first regular expression and what is found in it. Found in a prefix are
 * exact paths and regular expressions, at any depth; they take precedence over regular expressions next to the prefix. Each condition
 * applies to requests of the enclosing location. `mayDropShut`: locations that refuse every request need not be excluded from others.
 */
export function locationRegions(
  level: readonly LocationMatch[],
  isExact: boolean,
  mayDropShut: boolean,
  draft: PolicyDraft,
): ReadonlyMap<Directive, Condition> {
  const regions = new Map<Directive, Condition>()
  // Most locations lose the same paths to others.
  const taken = new Map<string, Condition>()
  addLevel(level)
  return regions

  function addLevel(matches: readonly LocationMatch[]): void {
    const folders = matches.flatMap((match) => (match.folder === undefined ? [] : folderOf(match, match.folder)))
    const all = [...matches, ...folders]
    for (const match of matches) {
      regions.set(match.directive, regionOf(match, all))
      addLevel(match.inner)
    }
    // nginx sends clients from a folder without its final slash to the folder, so the rules of the folder apply.
    for (const { directive: redirecting, text } of folders) {
      const isInternal = redirecting.block?.some(({ name }) => name === 'internal') === true
      const { chain } = searchLocation(matches, canonicalPath(`${text}/`))
      for (const directive of isInternal ? [redirecting] : chain.map((match) => match.directive))
        regions.set(directive, withFolder(regions.get(directive)!, text))
    }
  }

  function regionOf(match: LocationMatch, all: readonly LocationMatch[]): Condition {
    const rivals = all.filter((other) => other !== match && patternsMeet(other.known, match.known))
    const isKept = (other: LocationMatch): boolean => !(mayDropShut && other.isShut && !refusesItself(match))
    switch (match.kind) {
      case 'exact':
        return match.condition
      case 'first':
        return allOf([match.condition, without(rivals.filter((other) => isKept(other) && precedes(other, match)))])
      case 'prefix': {
        const regexes = rivals.filter((other) => other.kind === 'regex' && isKept(other))
        const chosen = [match.condition, without(rivals.filter((other) => isKept(other) && precedes(other, match)))]
        const found = foundIn(match.inner)
        if (found.kind === 'never') return allOf([...chosen, without(regexes)])
        return allOf([...chosen, anyOf([without(regexes), found])])
      }
      case 'regex': {
        const plain = rivals.filter(
          (other) =>
            isKept(other) &&
            (other.kind === 'exact' || (other.kind === 'regex' && all.indexOf(other) < all.indexOf(match))),
        )
        const firsts = rivals.filter((other) => other.kind === 'first' && isKept(other))
        const isSimple = (other: LocationMatch): boolean => longer(other, all).every(({ kind }) => kind === 'first')
        const others = firsts.filter((other) => !isSimple(other))
        const prefixes = rivals.filter((other) => other.kind === 'prefix')
        return allOf([
          match.condition,
          without([...plain, ...firsts.filter(isSimple)]),
          ...others.map((other) => notOf(chosenOf(other, all))),
          ...prefixes.map((other) => notOf(allOf([chosenOf(other, all), foundIn(other.inner)]))),
        ])
      }
    }
  }

  /** The requests for which a search in a block ends there, whatever the enclosing blocks contain. */
  function foundIn(all: readonly LocationMatch[]): Condition {
    if (all.length === 0) return never
    const firsts = all.filter(({ kind }) => kind === 'first')
    const folders = all.flatMap(({ folder }) => folder ?? [])
    return anyOf([
      pathMatching(folders, true),
      ...all.filter(({ kind }) => kind === 'exact').map(({ condition }) => condition),
      ...all
        .filter(({ kind }) => kind === 'regex')
        .map(({ condition, known }) =>
          allOf([
            condition,
            ...firsts.filter((other) => patternsMeet(other.known, known)).map((other) => notOf(chosenOf(other, all))),
          ]),
        ),
      ...all
        .filter(({ kind }) => kind === 'prefix' || kind === 'first')
        .map((prefix) => allOf([foundIn(prefix.inner), chosenOf(prefix, all)])),
    ])
  }

  /** The requests for which a prefix is the longest one, and no exact path decides. */
  function chosenOf(prefix: LocationMatch, all: readonly LocationMatch[]): Condition {
    return allOf([prefix.condition, without(all.filter((other) => other !== prefix && precedes(other, prefix)))])
  }

  function longer(prefix: LocationMatch, all: readonly LocationMatch[]): readonly LocationMatch[] {
    return all.filter((other) => other !== prefix && other.kind !== 'exact' && precedes(other, prefix))
  }

  function without(others: readonly LocationMatch[]): Condition {
    if (others.length === 0) return always
    const simple = others.filter(isPlain)
    const rest = others.filter((other) => !simple.includes(other)).map(({ condition }) => notOf(condition))
    return allOf([notOf(takenBy(simple.flatMap(({ known }) => known.texts))), ...rest])
  }

  function takenBy(patterns: readonly string[]): Condition {
    if (patterns.length === 0) return never
    const key = patterns.join()
    const before = taken.get(key)
    if (before !== undefined) return before
    const left = uncoveredPatterns(patterns, isExact)
    // More patterns than are readable in one line get a name.
    const made =
      left.length <= 8
        ? pathMatching(left, isExact)
        : pathInSet(draft.paths('elsewhere', isExact ? left.map(withoutFolder) : left))
    taken.set(key, made)
    return made
  }

  /** Whether the condition of a location is that one of its patterns matches. */
  function isPlain({ condition, known }: LocationMatch): boolean {
    return JSON.stringify(condition) === JSON.stringify(pathMatching(known.texts, isExact))
  }
}

/** Whether a location is chosen before a prefix, among exact paths and prefixes. */
function precedes(other: LocationMatch, prefix: LocationMatch): boolean {
  if (other.kind === 'exact') return true
  if (other.kind === 'regex') return false
  return other.text.length > prefix.text.length && other.text.startsWith(prefix.text)
}

/** Whether a location refuses requests with a status of its own, which could differ from that of another location. */
function refusesItself({ directive: { block = [] } }: LocationMatch): boolean {
  return block.some(({ name }) => ['return', 'if', 'location', 'internal', 'limit_except'].includes(name))
}

/** Returns a folder without its final slash as a location of its own, which only takes requests from others. */
function folderOf({ directive }: LocationMatch, text: string): readonly LocationMatch[] {
  const condition = pathMatching([text], true)
  return [
    {
      directive,
      kind: 'exact',
      text,
      known: knownPatterns([text], true),
      condition,
      parts: [],
      isShut: false,
      inner: [],
    },
  ]
}

function withFolder(region: Condition, text: string): Condition {
  const plain = pathMatching([`${text}/**`], true)
  const isPlain = JSON.stringify(region) === JSON.stringify(plain)
  return isPlain ? pathMatching([`${text}/**`], false) : anyOf([region, pathMatching([text], true)])
}

/** Returns a pattern without wildcards as a path of a request. */
function canonicalPath(pattern: string): string {
  const parsed = parsePathText(pattern, 'whole', 'path')
  return parsed.kind === 'text' ? parsed.text : pattern
}
