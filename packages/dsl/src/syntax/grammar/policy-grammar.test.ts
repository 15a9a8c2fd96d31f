import { Lexer } from 'chevrotain'
import { expect, test } from 'vitest'
import { vocabulary } from '../lex.ts'
import { createPolicyGrammar } from './policy-grammar.ts'

test('the grammar is valid and without ambiguities at three tokens of lookahead', () => {
  expect(() => createPolicyGrammar({ validate: true })).not.toThrow()
})

test('the lexer can tell all tokens apart by their first characters', () => {
  const lexer = new Lexer([...vocabulary], { positionTracking: 'onlyOffset', ensureOptimizations: true })
  expect(lexer.lexerDefinitionErrors).toEqual([])
})
