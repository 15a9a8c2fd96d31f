import { expect, test } from 'vitest'
import { PolicyGrammar } from './policy-grammar.ts'

test('the grammar is valid and without ambiguities at three tokens of lookahead', () => {
  expect(() => new PolicyGrammar({ validate: true })).not.toThrow()
})
