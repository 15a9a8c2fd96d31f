import { retypeToken } from '../make-token.ts'
import { Costing, NumberText, When, WordIf } from '../tokens.ts'
import { replacing, spanOver, type CommonError } from './common-error.ts'

/** `costing 10 when path in /search` for `costing 10 if path in /search`. */
export const whenAfterCost: CommonError = {
  begins: [When],
  after: [NumberText],
  fix: ({ at, reporter }) => {
    if (at(-2).tokenType !== Costing) return undefined
    const place = spanOver(at(0), at(0), reporter)
    reporter.report('TG107', place, 'expected `if` after a cost, found `when`', {
      help: '`when` says which requests the limit counts; `if` says what a request costs',
      fix: replacing(place, 'if', 'write `if`'),
    })
    return { skip: 1, tokens: [retypeToken(at(0), WordIf)] }
  },
}
