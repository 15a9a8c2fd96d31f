import { patternAutomaton, type PatternAutomaton } from './pattern-automaton.ts'
import type { PathPattern } from './path-pattern.ts'

/** The reference implementation of `patternsOverlap`: all pairs of positions that the same texts lead to. */
export function patternsOverlapByPairs(a: PathPattern, b: PathPattern): boolean {
  const [first, second] = [patternAutomaton(a), patternAutomaton(b)]
  const codes = [...first.steps, ...second.steps].map(({ code }) => code)
  const alphabet = [...new Set([47, 1, ...codes])].filter((code) => code !== -1)
  const seen = new Set(['0 0'])
  for (const pair of seen) {
    const [one, other] = pair.split(' ').map(Number) as [number, number]
    if (first.accepts.has(one) && second.accepts.has(other)) return true
    for (const code of alphabet) {
      for (const to of next(first, one, code)) for (const then of next(second, other, code)) seen.add(`${to} ${then}`)
    }
  }
  return false
}

function next({ steps }: PatternAutomaton, position: number, code: number): readonly number[] {
  const { code: own, stays } = steps[position]!
  const isStaying = stays === 'any' || (stays === 'not-slash' && code !== 47)
  return [...(isStaying ? [position] : []), ...(own === code ? [position + 1] : [])]
}
