import { foldPath, foldPattern, parsePathPattern, pathMatches, type PathPattern } from '@tidegate/values'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { foldedAutomaton, pathPartAutomaton, patternsAutomaton, targetPartAutomaton } from './pattern-automaton.ts'
import type { TextAutomaton } from './text-automaton.ts'

const segment = fc.constantFrom('a', 'b', 'ab', '*', '**', 'a*', '*b', 'a*b')
const pattern: fc.Arbitrary<PathPattern> = fc
  .tuple(fc.array(segment, { minLength: 1, maxLength: 4 }), fc.constantFrom('', '/'))
  .map(([segments, end]) => {
    const parsed = parsePathPattern(`/${segments.join('/')}${end}`)
    if (parsed.kind === 'fault') throw new Error(parsed.reason)
    return parsed.pattern
  })
const patterns = fc.array(pattern, { minLength: 1, maxLength: 4 })
const text = fc
  .array(fc.constantFrom('/', '/', 'a', 'b', 'ab', 'A', 'x', '?'), { maxLength: 9 })
  .map((parts) => parts.join(''))

/** Whether a text is accepted; a result that is reported as final on the way must not change. */
function acceptsText(automaton: TextAutomaton, word: string): boolean {
  let state = automaton.start
  const fates: boolean[] = []
  for (let at = 0; at < word.length; at++) {
    const fate = automaton.fate(state)
    if (fate !== undefined) fates.push(fate)
    state = automaton.step(state, word.charCodeAt(at))
  }
  const isAccepted = automaton.accepts(state)
  expect(fates.filter((fate) => fate !== isAccepted)).toEqual([])
  return isAccepted
}

describe('an automaton of patterns', () => {
  it('accepts what one of the patterns matches', () => {
    fc.assert(
      fc.property(patterns, fc.array(text, { minLength: 20, maxLength: 20 }), (some, words) => {
        const automaton = patternsAutomaton(some)
        for (const word of words) {
          expect([word, acceptsText(automaton, word)]).toEqual([word, some.some((each) => pathMatches(each, word))])
        }
      }),
    )
  })

  it('accepts, when folded, what matches regardless of case and a trailing slash', () => {
    fc.assert(
      fc.property(patterns, fc.array(text, { minLength: 20, maxLength: 20 }), (some, words) => {
        const folded = some.map(foldPattern)
        const automaton = foldedAutomaton(patternsAutomaton(folded))
        for (const word of words) {
          const isMatched = folded.some((each) => pathMatches(each, foldPath(word)))
          expect([word, acceptsText(automaton, word)]).toEqual([word, isMatched])
        }
      }),
    )
  })

  it('reads what comes before the question mark, or after a leading one', () => {
    fc.assert(
      fc.property(patterns, fc.array(text, { minLength: 20, maxLength: 20 }), (some, words) => {
        const inner = patternsAutomaton(some)
        const [path, target] = [pathPartAutomaton(inner), targetPartAutomaton(inner)]
        for (const word of words) {
          const [before = ''] = word.split('?', 1)
          const after = word.startsWith('?') ? word.slice(1) : word
          expect([word, acceptsText(path, word)]).toEqual([word, acceptsText(inner, before)])
          expect([word, acceptsText(target, word)]).toEqual([word, acceptsText(inner, after)])
        }
      }),
    )
  })
})
