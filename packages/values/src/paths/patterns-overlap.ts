import { type Budget, createBudget } from '../budget/budget.ts'
import { type KnownPattern, knownPattern } from './known-pattern.ts'
import { addAllAfter, addUpToSlash, meets, moveBits } from './pattern-bits.ts'
import { areAlike, endAlike, endOf, headOf } from './pattern-ends.ts'
import type { PathPattern } from './path-pattern.ts'

/** Whether any text matches both patterns, compared character by character. O(product of their lengths / 32). */
export function patternsOverlap(a: PathPattern, b: PathPattern): boolean
/** The same within a budget: undefined if it takes more steps. */
export function patternsOverlap(a: PathPattern, b: PathPattern, budget: Budget): boolean | undefined
export function patternsOverlap(
  a: PathPattern,
  b: PathPattern,
  budget: Budget = createBudget(Number.POSITIVE_INFINITY),
): boolean | undefined {
  if (!budget.spend(1)) return undefined
  if (!areAlike(headOf(a), headOf(b)) || !endAlike(endOf(a), endOf(b))) return false
  return overlaps(knownPattern(a), knownPattern(b), budget)
}

/**
 * Walks through the positions of the first pattern, which never go back, with all positions of the second that the same texts lead to.
 */
function overlaps({ automaton }: KnownPattern, other: KnownPattern, budget: Budget): boolean | undefined {
  const { bits } = other
  const row = bits.starts.slice()
  for (const [position, { code, stays }] of automaton.steps.entries()) {
    if (!budget.spend(1 + row.length)) return undefined
    if (stays === 'any') addAllAfter(row, other.automaton.steps.length)
    if (stays === 'not-slash') addUpToSlash(row, bits)
    if (automaton.accepts.has(position) && meets(row, bits.accepts)) return true
    if (code === -1 || !moveBits(row, bits, code)) return false
  }
  return false
}
