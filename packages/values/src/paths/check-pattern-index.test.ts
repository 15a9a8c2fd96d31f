import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { expect, it } from 'vitest'

import { buildPatternIndex } from './build-pattern-index.ts'
import { checkPatternIndex } from './check-pattern-index.ts'
import { parsePathPattern } from './parse-path-pattern.ts'
import type { PatternIndex } from './pattern-index.ts'
import { scanPatterns } from './scan-patterns.ts'

const texts = ['/a', '/a/**', '/a**', '/a/*/b', '/a/**/b', '/a*/**/b', '**.php', '**/x*y/**', '/b*', '/c/**']
const patterns = texts.flatMap((text) => {
  const parsed = parsePathPattern(text)
  return parsed.kind === 'pattern' ? [parsed.pattern] : []
})
const index = buildPatternIndex(patterns, { exactly: false })

it('accepts a built index, cloned or not', () => {
  expect(checkPatternIndex(index)).toBeUndefined()
  expect(checkPatternIndex(structuredClone(index))).toBeUndefined()
  expect(checkPatternIndex(buildPatternIndex([], { exactly: true }))).toBeUndefined()
})

it('reports what is wrong with an invalid index', () => {
  const { prefixes, checks } = index
  const mixed = checks.find((check) => check.kind === 'mixed')!
  const faults: readonly [unknown, string][] = [
    [undefined, 'a pattern index is not an object'],
    [{ ...index, kind: 'trie' }, 'a pattern index is of another kind'],
    [{ ...index, exactly: 1 }, 'a pattern index does not say how paths are compared'],
    [{ ...index, patternCount: -1 }, 'the patterns of a pattern index are not counted'],
    [{ ...index, checks: {} }, 'the checks of a pattern index are not an array'],
    [{ ...index, checks: [7] }, 'a check of a pattern index is not an object'],
    [{ ...index, checks: [{ ...mixed, kind: 'regexp' }] }, 'a check of a pattern index is of another kind'],
    [{ ...index, checks: [{ ...mixed, pattern: patterns.length }] }, 'a check of a pattern index names no pattern'],
    [{ ...index, checks: [{ ...mixed, middles: [7] }] }, 'a check of a pattern index has no literals'],
    [{ ...index, checks: [{ ...mixed, words: 2 }] }, 'the automaton of a check is out of bounds'],
    [{ ...index, checks: [{ ...mixed, moves: new Uint32Array(1) }] }, 'the automaton of a check is out of bounds'],
    [{ ...index, literals: {} }, 'a token scan is of another kind'],
    [{ ...index, literalChecks: new Uint32Array(0) }, 'a literal of a pattern index names no check'],
    [{ ...index, literalChecks: index.literalChecks.map(() => 99) }, 'a literal of a pattern index names no check'],
    [{ ...index, prefixes: 7 }, 'a prefix index is not an object'],
    [{ ...index, prefixes: { ...prefixes, rows: [] } }, 'a part of a prefix index is not an array of its type'],
    [{ ...index, prefixes: { ...prefixes, classCount: 0 } }, 'the classes of a prefix index are out of bounds'],
    [{ ...index, prefixes: { ...prefixes, denseCount: 0 } }, 'the dense states of a prefix index are out of bounds'],
    [
      { ...index, prefixes: { ...prefixes, rows: prefixes.rows.slice(1) } },
      'the parts of a prefix index differ in length',
    ],
    [
      { ...index, prefixes: { ...prefixes, classes: prefixes.classes.map(() => 99) } },
      'a class of a prefix index is out of bounds',
    ],
    [
      { ...index, prefixes: { ...prefixes, rows: prefixes.rows.map(() => 1e6) } },
      'a child of a prefix index is out of bounds',
    ],
    [
      { ...index, prefixes: { ...prefixes, rows: prefixes.rows.map(() => ~prefixes.lists.length) } },
      'a child of a prefix index is out of bounds',
    ],
    [
      { ...index, prefixes: { ...prefixes, rows: prefixes.rows.map(() => 1) } },
      'a child of a prefix index is out of bounds',
    ],
    [
      { ...index, prefixes: { ...prefixes, firstChild: prefixes.firstChild.toReversed() } },
      'the children of a prefix index are out of order',
    ],
    [
      { ...index, prefixes: { ...prefixes, lists: prefixes.lists.map(() => 99) } },
      'a list of a prefix index is out of bounds',
    ],
    [
      { ...index, prefixes: { ...prefixes, listStart: prefixes.listStart.toReversed() } },
      'the lists of a prefix index are out of order',
    ],
    [
      { ...index, prefixes: { ...prefixes, holds: prefixes.holds.map(() => 4) } },
      'an entry of a prefix index is out of bounds',
    ],
    [
      { ...index, prefixes: { ...prefixes, targets: prefixes.targets.map(() => 99) } },
      'an entry of a prefix index is out of bounds',
    ],
  ]
  for (const [stored, fault] of faults) expect(checkPatternIndex(stored)).toBe(fault)
})

it('accepts only indexes on which every scan ends, after any change', () => {
  const parts = ['rows', 'firstChild', 'enteredBy', 'lists', 'listStart', 'holds', 'targets', 'classes'] as const
  const change = fc.tuple(fc.constantFrom(...parts), fc.nat(), fc.oneof(fc.nat(20), fc.integer()))
  let passed = 0
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), fc.string({ maxLength: 40 }), (changes, rest) => {
      const stored: PatternIndex = structuredClone(index)
      for (const [part, at, value] of changes) stored.prefixes[part][at % stored.prefixes[part].length] = value
      if (checkPatternIndex(stored) !== undefined) return
      passed++
      const out = new Uint32Array(1)
      scanPatterns(stored, `/a/${rest}/b/x-y.php`, out)
      expect(out[0]! >>> patterns.length).toBe(0)
    }),
    { numRuns: runs(1_000) },
  )
  expect(passed).toBeGreaterThan(20)
})

it('never throws for any value', () => {
  fc.assert(
    fc.property(fc.anything(), (stored) => {
      expect(['string', 'undefined']).toContain(typeof checkPatternIndex(stored))
    }),
  )
})
