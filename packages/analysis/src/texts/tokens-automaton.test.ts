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

/** Whether an agent is taken, with the end of the scan where it is. */
function takes(some: readonly Token[], agent: string): boolean {
  const automaton = tokensAutomaton(some)
  let state = automaton.start
  for (let at = 0; at < agent.length; at++) {
    if (at === scanLength) state = automaton.step(state, endOfScan)
    state = automaton.step(state, agent.charCodeAt(at))
  }
  return automaton.accepts(state)
}

describe('an automaton of tokens', () => {
  it('takes agents that hold one of the tokens', () => {
    fc.assert(
      fc.property(tokens, fc.array(text, { minLength: 20, maxLength: 20 }), (some, agents) => {
        for (const agent of agents) {
          expect([agent, takes(some, agent)]).toEqual([agent, some.some((each) => hasToken(agent, each))])
        }
      }),
    )
  })

  it('does not look behind the end of the scan, but for what stands beside a word', () => {
    fc.assert(
      fc.property(tokens, text, text, fc.nat(8), fc.constantFrom('x', '.'), (some, before, behind, back, filling) => {
        const lead = filling.repeat(scanLength - before.length - back)
        const agent = `${lead}${before}${filling.repeat(back)}`.slice(0, scanLength - (back % 3)) + behind
        expect(takes(some, agent)).toBe(some.some((each) => hasToken(agent, each)))
      }),
      { numRuns: runs(60) },
    )
  })

  it('settles for good what no further character can change', () => {
    const automaton = tokensAutomaton([{ text: 'ab', word: false }])
    const behind = (word: string): number =>
      Array.from(word, (character) => character.charCodeAt(0)).reduce(automaton.step, automaton.start)
    expect([automaton.fate(behind('xa')), automaton.fate(behind('xab'))]).toEqual([undefined, true])
    expect(automaton.fate(automaton.step(behind('xa'), endOfScan))).toBe(false)
  })
})
