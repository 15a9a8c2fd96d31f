import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createBudget } from '../budget/budget.ts'
import { patternMatches } from './known-pattern.ts'
import { parsePathPattern } from './parse-path-pattern.ts'
import { pathMatches } from './path-matches.ts'
import type { PathPattern, PathPiece } from './path-pattern.ts'
import { patternOf } from './pattern-of.ts'
import { patternsOverlap } from './patterns-overlap.ts'
import { textsOfPattern } from './texts-of-pattern.ts'
import { patternsOverlapByPairs } from './patterns-overlap.reference.ts'

const piece = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 40 }).map(literal) },
  { weight: 2, arbitrary: fc.constantFrom<PathPiece>({ kind: 'star' }, { kind: 'globstar' }) },
)
const pattern = fc
  .tuple(fc.array(piece, { maxLength: 8 }), fc.boolean())
  .map(([pieces, tail]) => patternOf(tail ? [...pieces, { kind: 'tail' }] : pieces))

function literal(text: string): PathPiece {
  return { kind: 'literal', text }
}

it('agrees with the reference implementation on patterns of any length', () => {
  const related = pattern.chain((one) =>
    fc.tuple(
      fc.constant(one),
      // Another pattern with the same literals has many paths in common with the first, or almost.
      fc.oneof(
        pattern,
        fc.array(fc.nat({ max: 9 }), { maxLength: 8 }).map((drops) => changed(one, drops)),
      ),
    ),
  )
  let overlapping = 0
  fc.assert(
    fc.property(related, ([one, other]) => {
      const expected = patternsOverlapByPairs(one, other)
      if (expected) overlapping++
      for (const text of textsOfPattern(one)) {
        expect([patternMatches(one, text), patternMatches(other, text)]).toEqual([true, pathMatches(other, text)])
      }
      expect(patternsOverlap(one, other)).toBe(expected)
      expect(patternsOverlap(other, one)).toBe(expected)
    }),
    { numRuns: runs(400) },
  )
  expect(overlapping).toBeGreaterThan(40)
})

function changed({ pieces }: PathPattern, drops: readonly number[]): PathPattern {
  return patternOf(
    pieces.map((each, at) => (drops[at] === 0 ? { kind: 'globstar' } : drops[at] === 1 ? { kind: 'star' } : each)),
  )
}

it('spends a step for each position and each 32 positions of the other pattern, and none of the paths', () => {
  const long = (end: string): PathPattern => {
    const parsed = parsePathPattern(`/**${'ab*'.repeat(200)}${end}**/c`)
    if (parsed.kind === 'fault') throw new Error(parsed.reason)
    return parsed.pattern
  }
  const budget = createBudget(Number.POSITIVE_INFINITY)
  expect(patternsOverlap(long('x'), long('y'), budget)).toBe(true)
  expect(budget.spent()).toBeLessThan(10_000)
  expect(patternsOverlap(long('x'), long('y'), createBudget(100))).toBeUndefined()
})
