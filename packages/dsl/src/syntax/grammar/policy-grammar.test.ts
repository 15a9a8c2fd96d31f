import { expect, test } from 'vitest'
import { createPolicyGrammar } from './create-policy-grammar.ts'

test('the grammar is valid and without ambiguities at three tokens of lookahead', () => {
  expect(() => createPolicyGrammar({ validate: true })).not.toThrow()
})
