import { parsePathPattern } from './parse-path-pattern.ts'
import { patternAutomaton, type PatternStep } from './pattern-automaton.ts'
import type { PathPattern } from './path-pattern.ts'

/**
 * Whether a pattern matches a whole path, character by character; the caller folds both if necessary. A pattern given as text is
 * parsed first, and matches nothing if it is invalid. All alternatives are followed at once, without backtracking:
 * O(length of the path × length of the pattern). `scanPatterns` is faster for many patterns.
 */
export function pathMatches(pattern: PathPattern | string, path: string): boolean {
  if (typeof pattern === 'string') {
    const parsed = parsePathPattern(pattern)
    return parsed.kind === 'pattern' && pathMatches(parsed.pattern, path)
  }
  const { steps, accepts } = patternAutomaton(pattern)
  let places = new Set([0])
  for (let at = 0; at < path.length; at++) {
    const next = new Set<number>()
    for (const place of places) advance(steps[place]!, place, path.charCodeAt(at), next)
    places = next
  }
  return [...places].some((place) => accepts.has(place))
}

function advance(step: PatternStep, place: number, code: number, next: Set<number>): void {
  if (step.stays === 'any' || (step.stays === 'not-slash' && code !== 47)) next.add(place)
  if (step.code === code) next.add(place + 1)
}
