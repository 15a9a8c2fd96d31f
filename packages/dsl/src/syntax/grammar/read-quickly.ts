import type { Source } from '@tidegate/model'
import type { IToken } from 'chevrotain'
import type { Statement } from '../ast.ts'
import { EOF_TOKEN } from '../make-token.ts'
import { createReporter } from '../reporter.ts'
import { lookaheadTable } from './lookahead-table.ts'
import { PolicyGrammar } from './policy-grammar.ts'
import { misread, QuickMachine } from './quick-machine.ts'

/** Reads the statements of a text without mistakes; undefined for any other text. Leaves the tokens as they are. */
export type ReadQuickly = (tokens: IToken[], source: Source) => readonly Statement[] | undefined

/** A reader that is kept and used again: what it needs to know of the grammar it makes when a text asks for it. */
export function createQuickReader(): ReadQuickly {
  const machine = new QuickMachine(lookaheadTable)
  const grammar = new PolicyGrammar(machine)
  return (tokens, source) => {
    const report = (): never => {
      throw misread
    }
    try {
      const { statements } = grammar.recognise(tokens, { ...createReporter(source), report })
      return machine.peek(1) === EOF_TOKEN ? statements : undefined
    } catch (error) {
      if (error === misread) return undefined
      throw error
    }
  }
}
