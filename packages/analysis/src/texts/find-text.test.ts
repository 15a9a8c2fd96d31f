import { hasToken } from '@tidegate/model'
import { runs } from '@tidegate/test-support'
import { createBudget, parsePathPattern, pathMatches, type PathPattern } from '@tidegate/values'
import { describe, expect, it } from 'vitest'
import { findText, type TextSearch } from './find-text.ts'
import { patternsAutomaton } from './pattern-automaton.ts'
import { lazyAutomaton } from './text-automaton.ts'
import { oversizedAutomaton, scanLength, tokensAutomaton } from './tokens-automaton.ts'
import fc from 'fast-check'

const maxLength = 5

/** Accepts texts of a few characters, so short that all of them can be listed. */
const shortTexts = lazyAutomaton<number>(
  {
    start: 0,
    key: String,
    next: (length, code) =>
      length < 0 || length === maxLength || !'/ab'.includes(String.fromCharCode(code)) ? -1 : length + 1,
    accepts: (length) => length >= 0,
    fate: (length) => (length < 0 ? false : undefined),
  },
  new Set(Array.from('/ab', (character) => character.charCodeAt(0))),
)

const allTexts: readonly string[] = Array.from({ length: maxLength }).reduce<readonly string[]>(
  (texts) => ['', ...texts.flatMap((text) => ['/', 'a', 'b'].map((character) => `${character}${text}`))],
  [''],
)

const pattern: fc.Arbitrary<PathPattern> = fc
  .array(fc.constantFrom('a', 'b', 'ab', '*', '**', 'a*'), { minLength: 1, maxLength: 3 })
  .map((segments) => {
    const parsed = parsePathPattern(`/${segments.join('/')}`)
    if (parsed.kind === 'fault') throw new Error(parsed.reason)
    return parsed.pattern
  })
const asked = fc.array(
  fc.record({ patterns: fc.array(pattern, { minLength: 1, maxLength: 3 }), wanted: fc.boolean() }),
  {
    minLength: 1,
    maxLength: 4,
  },
)

const anything = lazyAutomaton<true>(
  { start: true, key: String, next: () => true, accepts: () => true, fate: () => true },
  new Set(),
)

function searchOf(isReal: (text: string) => boolean): TextSearch {
  return { universe: shortTexts, others: [], mayEndScan: false, isReal }
}

describe('findText', () => {
  it('finds a shortest text that meets all demands, or proves that there is none', () => {
    fc.assert(
      fc.property(asked, (some) => {
        const meets = (text: string): boolean =>
          some.every(({ patterns, wanted }) => patterns.some((each) => pathMatches(each, text)) === wanted)
        const demands = some.map(({ patterns, wanted }) => ({ automaton: patternsAutomaton(patterns), wanted }))
        const found = findText(demands, searchOf(meets), createBudget(100_000))
        const lengths = allTexts.filter(meets).map(({ length }) => length)
        if (found.kind === 'text') expect([meets(found.text), found.text.length]).toEqual([true, Math.min(...lengths)])
        else expect({ kind: found.kind, lengths }).toEqual({ kind: 'none', lengths: [] })
      }),
      { numRuns: runs(300) },
    )
  })

  it('answers `unknown` when the budget is exhausted, or when no text is a real one', () => {
    const parsed = parsePathPattern('/a/**')
    const demands = [{ automaton: patternsAutomaton(parsed.kind === 'fault' ? [] : [parsed.pattern]), wanted: true }]
    const isReal = (): boolean => true
    expect(findText(demands, searchOf(isReal), createBudget(1))).toEqual({ kind: 'unknown' })
    expect(
      findText(
        demands,
        searchOf(() => false),
        createBudget(100_000),
      ),
    ).toEqual({ kind: 'unknown' })
    expect(findText(demands, searchOf(isReal), createBudget(100_000))).toEqual({ kind: 'text', text: '/a' })
  })

  it('searches beyond the point up to which agents are scanned for tokens', () => {
    const token = { text: 'ab', word: false }
    const contains = lazyAutomaton<number>(
      {
        start: 0,
        key: String,
        next: (state, code) => (state === 2 ? 2 : code === 97 ? 1 : state === 1 && code === 98 ? 2 : 0),
        accepts: (state) => state === 2,
        fate: (state) => (state === 2 ? true : undefined),
      },
      new Set([97, 98]),
    )
    const isReal = (text: string): boolean => text.includes('ab') && !hasToken(text, token)
    const demands = [
      { automaton: contains, wanted: true },
      { automaton: tokensAutomaton([token]), wanted: false },
    ]
    const search = { universe: anything, others: ['xyz'], mayEndScan: true, isReal }
    const found = findText(demands, search, createBudget(100_000))
    expect(found.kind === 'text' && isReal(found.text) && found.text.length > scanLength - 2).toBe(true)
  })

  it('finds an agent that is oversized and contains no token, and a short one that is not oversized', () => {
    const token = { text: 'ab', word: false }
    const demands = [
      { automaton: oversizedAutomaton(), wanted: true },
      { automaton: tokensAutomaton([token]), wanted: false },
    ]
    const search = { universe: anything, others: ['xyz'], mayEndScan: true, isReal: () => true }
    const found = findText(demands, search, createBudget(100_000))
    expect(found.kind === 'text' && found.text.length > scanLength && !hasToken(found.text, token)).toBe(true)
    const small = findText([{ automaton: oversizedAutomaton(), wanted: false }], search, createBudget(100_000))
    expect(small).toEqual({ kind: 'text', text: '' })
  })
})
