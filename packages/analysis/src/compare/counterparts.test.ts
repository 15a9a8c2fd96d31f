import { describe, expect, it } from 'vitest'
import { counterparts, type RuleLabel } from './counterparts.ts'
import type { EffectEntry } from './effect-list.ts'
import { certainly } from '../logic/proposition.ts'

/** The texts of what each rule of the first list is taken for in the second one. */
function becameOf(a: readonly RuleLabel[], b: readonly RuleLabel[]): readonly (readonly string[])[] {
  const linesOf = (rules: readonly RuleLabel[]): readonly EffectEntry[] =>
    rules.map((_, rule) => ({ condition: certainly(true), key: String(rule), effect: 'refused', rule }))
  const own = { a: linesOf(a), b: linesOf(b) }
  const found = counterparts(own, (side, rule) => (side === 'a' ? a : b)[rule]!)
  return own.a.map((entry) => found('a', entry).map(({ rule }) => b[rule!]!.text))
}

describe('counterparts', () => {
  it('are rules of the same name, however they are written', () => {
    const a = [{ name: 'bots', text: 'block bot in ai' }]
    const b = [
      { text: 'block bot in ai and ip in office' },
      { name: 'bots', text: 'block agent contains "x" reply 404' },
    ]
    expect(becameOf(a, b)).toEqual([['block agent contains "x" reply 404']])
  })

  it('are rules of the same text, where a set means something else', () => {
    const texts = ['block bot in ai', 'block bot in scrapers']
    const rules = texts.map((text) => ({ text }))
    expect(becameOf(rules, rules)).toEqual(texts.map((text) => [text]))
  })

  it('are else all rules that are written much alike and that nobody else claims', () => {
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

  it('are none for a rule that is new', () => {
    expect(becameOf([{ text: 'block host == "x"' }], [{ text: 'allow only ip in office during works' }])).toEqual([[]])
  })
})
