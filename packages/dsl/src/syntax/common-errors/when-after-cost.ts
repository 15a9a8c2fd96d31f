import { retypeToken } from '../make-token.ts'
import { Costing, NumberText, When, Where, WordFor, WordIf } from '../tokens.ts'
import { replacing, spanOver, type CommonError } from './common-error.ts'

/** `costing 10 when path in /search`, `costing 10 for path in /search` for `costing 10 if path in /search`. */
export const whenAfterCost: CommonError = {
  begins: [When, Where, WordFor],
  after: [NumberText],
  fix: ({ at, reporter }) => {
    if (at(-2).tokenType !== Costing) return undefined
    const place = spanOver(at(0), at(0), reporter)
    reporter.report('TG107', place, `expected \`if\` after a cost, found \`${at(0).image}\``, {
      ...(at(0).tokenType === When && {
        help: '`when` says which requests the limit counts; `if` says what a request costs',
      }),
      fix: replacing(place, 'if', 'write `if`'),
    })
    return { skip: 1, tokens: [retypeToken(at(0), WordIf)] }
  },
}
