import { expect, test } from 'vitest'
import { PolicyGrammar } from './policy-grammar.ts'

test('the grammar is valid and unambiguous with three tokens of lookahead', () => {
  expect(() => new PolicyGrammar({ validate: true })).not.toThrow()
})
