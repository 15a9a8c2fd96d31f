import { pathMatches } from '@tidegate/values'
import { withoutFolder } from '../draft/path-condition.ts'
import type { LocationMatch } from './location-match.ts'

/** The nested locations that a path leads to, the outermost first. `isFinal`: the search ends there, whatever the enclosing blocks contain. */
export interface LocationChain {
  readonly chain: readonly LocationMatch[]
  readonly isFinal: boolean
}

/** Returns where a path leads, as nginx chooses among the locations of a block. */
export function searchLocation(level: readonly LocationMatch[], path: string): LocationChain {
  const matching = level.filter(({ parts }) =>
    parts.some(({ patterns, except }) => someMatches(patterns, path) && !someMatches(except, path)),
  )
  const exact = matching.find(({ kind }) => kind === 'exact')
  if (exact !== undefined) return { chain: [exact], isFinal: true }
  const [longest] = matching
    .filter(({ kind }) => kind === 'prefix' || kind === 'first')
    .toSorted((one, other) => other.text.length - one.text.length)
  const inner = longest === undefined ? undefined : searchLocation(longest.inner, path)
  const chain = longest === undefined ? [] : [longest, ...inner!.chain]
  if (inner?.isFinal === true) return { chain, isFinal: true }
  const regex = longest?.kind === 'first' ? undefined : matching.find(({ kind }) => kind === 'regex')
  if (regex === undefined) return { chain, isFinal: false }
  return { chain: [regex, ...searchLocation(regex.inner, path).chain], isFinal: true }
}

function someMatches(patterns: readonly string[], path: string): boolean {
  return patterns.some((pattern) => pathMatches(withoutFolder(pattern), path))
}
