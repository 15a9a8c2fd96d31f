import { describe, expect, it } from 'vitest'
import { counterparts, type RuleLabel } from './counterparts.ts'
import type { EffectEntry } from './effect-list.ts'
import { certainly } from '../logic/proposition.ts'

/** For each rule of the first list, the texts of its counterparts in the second one. */
function becameOf(a: readonly RuleLabel[], b: readonly RuleLabel[]): readonly (readonly string[])[] {
  const linesOf = (rules: readonly RuleLabel[]): readonly EffectEntry[] =>
    rules.map((_, rule) => ({ condition: certainly(true), key: String(rule), effect: 'refused', rule }))
  const own = { a: linesOf(a), b: linesOf(b) }
  const found = counterparts(own, (side, rule) => (side === 'a' ? a : b)[rule]!)
  return own.a.map((entry) => found('a', entry).map(({ rule }) => b[rule!]!.text))
}

describe('counterparts', () => {
  it('finds rules with the same name, whatever their text', () => {
    const a = [{ name: 'bots', text: 'block bot in ai' }]
    const b = [
      { text: 'block bot in ai and ip in office' },
      { name: 'bots', text: 'block agent contains "x" reply 404' },
    ]
    expect(becameOf(a, b)).toEqual([['block agent contains "x" reply 404']])
  })

  it('finds rules with the same text although a set has another meaning', () => {
    const texts = ['block bot in ai', 'block bot in scrapers']
    const rules = texts.map((text) => ({ text }))
    expect(becameOf(rules, rules)).toEqual(texts.map((text) => [text]))
  })

  it('otherwise finds all rules with a similar text that are not counterparts of another rule', () => {
    const a = [{ text: 'block path in /a/**, /b/** when method in POST' }, { text: 'block bot in ai' }]
    const b = [
      { text: 'block path in /a/** when method in POST' },
      { text: 'block path in /b/** when method in POST' },
      { text: 'block bot in ai' },
      { text: 'allow only ip in office' },
    ]
    expect(becameOf(a, b)).toEqual([
      ['block path in /a/** when method in POST', 'block path in /b/** when method in POST'],
      ['block bot in ai'],
    ])
  })

  it('finds nothing for a new rule', () => {
    expect(becameOf([{ text: 'block host == "x"' }], [{ text: 'allow only ip in office during works' }])).toEqual([[]])
  })
})
