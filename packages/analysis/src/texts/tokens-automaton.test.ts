import { hasToken } from '@tidegate/model'
import { runs } from '@tidegate/test-support'
import type { Token } from '@tidegate/values'
import { describe, expect, it } from 'vitest'
import { endOfScan, scanLength, tokensAutomaton } from './tokens-automaton.ts'
import fc from 'fast-check'

const token: fc.Arbitrary<Token> = fc.record({
  text: fc.constantFrom('bot', 'Bot', 'b', 'bob', 'obo', 'b/1', '-bot', 'bot-', 'o'),
  word: fc.boolean(),
})
const tokens = fc.array(token, { minLength: 1, maxLength: 4 })
const text = fc
  .array(fc.constantFrom('b', 'o', 't', 'B', 'O', '-', '/', '1', ' ', 'x', 'bot', 'bob'), { maxLength: 10 })
  .map((parts) => parts.join(''))

/** Whether an agent is accepted, with the end of the scan at its place. */
function acceptsAgent(some: readonly Token[], agent: string): boolean {
  const automaton = tokensAutomaton(some)
  let state = automaton.start
  for (let at = 0; at < agent.length; at++) {
    if (at === scanLength) state = automaton.step(state, endOfScan)
    state = automaton.step(state, agent.charCodeAt(at))
  }
  return automaton.accepts(state)
}

describe('an automaton of tokens', () => {
  it('accepts agents that contain one of the tokens', () => {
    fc.assert(
      fc.property(tokens, fc.array(text, { minLength: 20, maxLength: 20 }), (some, agents) => {
        for (const agent of agents) {
          expect([agent, acceptsAgent(some, agent)]).toEqual([agent, some.some((each) => hasToken(agent, each))])
        }
      }),
    )
  })

  it('does not read beyond the end of the scan, except for the character after a word', () => {
    fc.assert(
      fc.property(tokens, text, text, fc.nat(8), fc.constantFrom('x', '.'), (some, before, after, back, padding) => {
        const lead = padding.repeat(scanLength - before.length - back)
        const agent = `${lead}${before}${padding.repeat(back)}`.slice(0, scanLength - (back % 3)) + after
        expect(acceptsAgent(some, agent)).toBe(some.some((each) => hasToken(agent, each)))
      }),
      { numRuns: runs(60) },
    )
  })

  it('knows when no further character can change the result', () => {
    const automaton = tokensAutomaton([{ text: 'ab', word: false }])
    const stateAfter = (word: string): number =>
      Array.from(word, (character) => character.charCodeAt(0)).reduce(automaton.step, automaton.start)
    expect([automaton.fate(stateAfter('xa')), automaton.fate(stateAfter('xab'))]).toEqual([undefined, true])
    expect(automaton.fate(automaton.step(stateAfter('xa'), endOfScan))).toBe(false)
  })
})
