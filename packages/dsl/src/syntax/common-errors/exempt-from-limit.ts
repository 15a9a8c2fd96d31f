import { makeToken } from '../make-token.ts'
import { Bots, Client, Exempt, From, Limit, NumberText, Per, WordLimits } from '../tokens.ts'
import { replacing, spanOver, type CommonError } from './common-error.ts'

/** Maximum number of tokens to look back for the beginning of the statement. */
const MAX_LOOKBACK = 50

const OTHER_STARTERS = [Bots, Client]

/** `exempt … from limit` for `from limits`. */
export const exemptFromLimit: CommonError = {
  begins: [Limit],
  after: [From],
  fix: ({ at, reporter }) => {
    const limit = at(0)
    if (at(1).tokenType === NumberText || at(2).tokenType === Per) return undefined
    for (let back = -2; back > -MAX_LOOKBACK && at(back).startOffset >= 0; back--) {
      if (OTHER_STARTERS.includes(at(back).tokenType)) return undefined
      if (at(back).tokenType === Exempt) break
    }
    const place = spanOver(limit, limit, reporter)
    reporter.report('TG112', place, 'expected `limits`, found `limit`', {
      fix: replacing(place, 'limits', 'write `limits`'),
    })
    return { skip: 1, tokens: [makeToken(WordLimits, limit.image, limit.startOffset)] }
  },
}
