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
  let positions = new Set([0])
  for (let at = 0; at < path.length; at++) {
    const next = new Set<number>()
    for (const position of positions) advance(steps[position]!, position, path.charCodeAt(at), next)
    positions = next
  }
  return [...positions].some((position) => accepts.has(position))
}

function advance(step: PatternStep, position: number, code: number, next: Set<number>): void {
  if (step.stays === 'any' || (step.stays === 'not-slash' && code !== 47)) next.add(position)
  if (step.code === code) next.add(position + 1)
}
