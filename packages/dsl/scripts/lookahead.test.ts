import { expect, test } from 'vitest'
import { lookaheadTable } from '../src/syntax/grammar/lookahead-table.ts'
import { lookaheadOfGrammar } from './lookahead.ts'

test('the table of lookahead is what Chevrotain finds out of the grammar; `pnpm --filter @tidegate/dsl lookahead` writes it', () => {
  expect(lookaheadTable).toEqual(lookaheadOfGrammar())
})
