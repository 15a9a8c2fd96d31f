import type { IToken } from 'chevrotain'
import type { Reporter } from '../reporter.ts'
import { PolicyGrammar, type Recognised } from './policy-grammar.ts'
import { createRecoveringMachine, type RecoveringMachine, type RecoveringMachineOptions } from './recovering-machine.ts'

/** The whole language with recovery from mistakes, and what its rules are made of. */
export interface RecoveringGrammar extends Pick<
  RecoveringMachine,
  'getSerializedGastProductions' | 'getGAstProductions'
> {
  /** Reads a whole text; `tokens` must not be used afterwards. */
  readonly recognise: (tokens: IToken[], reporter: Reporter) => Recognised
}

/** A parser of the whole language, kept and used again: to make it takes tens of milliseconds. */
export function createPolicyGrammar(options: RecoveringMachineOptions): RecoveringGrammar {
  const machine = createRecoveringMachine(options)
  const grammar = new PolicyGrammar(machine)
  machine.performSelfAnalysis()
  return {
    recognise: (tokens, reporter) => {
      // WHY: the machine tells kinds apart by numbers that it gives them when it is made, which may be after the tokens were.
      for (const token of tokens) token.tokenTypeIdx = token.tokenType.tokenTypeIdx ?? -1
      return grammar.recognise(tokens, reporter)
    },
    getSerializedGastProductions: () => machine.getSerializedGastProductions(),
    getGAstProductions: () => machine.getGAstProductions(),
  }
}
