import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { parsePathPattern } from './parse-path-pattern.ts'
import type { PathPattern, PathPiece } from './path-pattern.ts'
import { createBudget } from '../budget/budget.ts'
import { patternCovers, patternsCover } from './pattern-covers.ts'
import { patternsOverlap } from './patterns-overlap.ts'
import { patternOf } from './pattern-of.ts'
import { patternRegExp } from './path-pattern.reference.ts'

function pattern(text: string): PathPattern {
  const parsed = parsePathPattern(text)
  if (parsed.kind === 'fault') throw new Error(parsed.reason)
  return parsed.pattern
}

describe('a pattern', () => {
  it('covers another that matches no more', () => {
    const covered: readonly [string, string][] = [
      ['/a/**', '/a'],
      ['/a/**', '/a/b/c'],
      ['/a/**', '/a/*/c'],
      ['/**', '**.php'],
      ['/*/x', '/a*/x'],
      ['/a**', '/a/**'],
      ['/a*b*', '/a*b'],
    ]
    for (const [a, b] of covered) expect([a, b, patternCovers(pattern(a), pattern(b))]).toEqual([a, b, true])
  })

  it('does not cover another that matches more', () => {
    const uncovered: readonly [string, string][] = [
      ['/a/**', '/ab'],
      ['/a/*', '/a/**'],
      ['/a', '/a/**'],
      ['/*', '/a/b'],
      ['/a*b', '/a*b*'],
    ]
    for (const [a, b] of uncovered) expect([a, b, patternCovers(pattern(a), pattern(b))]).toEqual([a, b, false])
  })

  it('may be covered by several together but by none of them alone', () => {
    const covers = [pattern('/a'), pattern('/a/'), pattern('/a/**/'), pattern('/a/**')]
    expect(patternsCover(covers.slice(0, 3), pattern('/a/**'))).toBe(false)
    const parts = [patternOf([{ kind: 'literal', text: '/a/' }, { kind: 'globstar' }]), pattern('/a')]
    expect(patternsCover(parts, pattern('/a/**'))).toBe(true)
    expect(parts.map((part) => patternCovers(part, pattern('/a/**')))).toEqual([false, false])
    expect(patternsCover([], pattern('/a'))).toBe(false)
  })

  it('is undecided if the budget is too small', () => {
    const wide = pattern(`/**a${'*'.repeat(1)}b**c**d*e`)
    expect(patternCovers(wide, pattern('/**x**abcde'), createBudget(5))).toBeUndefined()
    const explosive = pattern(`/**a${'/*'.repeat(40)}`)
    expect(patternCovers(explosive, pattern('/**a**/a**'), createBudget(20_000))).not.toBe(true)
  })

  it('overlaps another if a path matches both', () => {
    expect(patternsOverlap(pattern('/a/**'), pattern('**.php'))).toBe(true)
    expect(patternsOverlap(pattern('/a*'), pattern('/*b'))).toBe(true)
    expect(patternsOverlap(pattern('/a/*'), pattern('/a/b/**'))).toBe(true)
    expect(patternsOverlap(pattern('/a/*/c'), pattern('/a/b/c/d'))).toBe(false)
    expect(patternsOverlap(pattern('/a/**'), pattern('/b/**'))).toBe(false)
  })
})

it('inclusion and overlap agree with all short texts', () => {
  const piece = fc.oneof(
    fc.string({ unit: fc.constantFrom('a', '/'), maxLength: 2 }).map((text): PathPiece => ({ kind: 'literal', text })),
    fc.constantFrom<PathPiece>({ kind: 'star' }, { kind: 'globstar' }),
  )
  const shape = fc
    .tuple(fc.array(piece, { maxLength: 3 }), fc.boolean())
    .map(([pieces, tail]) => patternOf(tail ? [...pieces, { kind: 'tail' }] : pieces))
  const texts = ['']
  for (const text of texts) if (text.length < 8) for (const letter of ['a', '/', 'c']) texts.push(text + letter)
  fc.assert(
    fc.property(fc.array(shape, { maxLength: 2 }), shape, (covers, inner) => {
      const within = patternRegExp(inner)
      const inside = texts.filter((text) => within.test(text))
      const others = covers.map(patternRegExp)
      const isCovered = inside.every((text) => others.some((other) => other.test(text)))
      expect(patternsCover(covers, inner)).toBe(isCovered)
      for (const [index, cover] of covers.entries()) {
        expect(patternsOverlap(cover, inner)).toBe(inside.some((text) => others[index]!.test(text)))
      }
    }),
    { numRuns: runs(300) },
  )
})
