import { makeToken } from '../make-token.ts'
import { Bots, Client, Exempt, From, Limit, NumberText, Per, WordLimits } from '../tokens.ts'
import { replacing, spanOver, type Mistake } from './common-error.ts'

/** Tokens looked back over for the beginning of the statement. */
const FARTHEST = 50

const OTHERS = [Bots, Client]

/** `exempt … from limit` for `from limits`. */
export const exemptFromLimit: Mistake = {
  begins: [Limit],
  behind: [From],
  mend: ({ at, reporter }) => {
    const limit = at(0)
    if (at(1).tokenType === NumberText || at(2).tokenType === Per) return undefined
    for (let back = -2; back > -FARTHEST && at(back).startOffset >= 0; back--) {
      if (OTHERS.includes(at(back).tokenType)) return undefined
      if (at(back).tokenType === Exempt) break
    }
    const place = spanOver(limit, limit, reporter)
    reporter.report('TG112', place, 'expected `limits`, found `limit`', {
      fix: replacing(place, 'limits', 'write `limits`'),
    })
    return { skip: 1, tokens: [makeToken(WordLimits, limit.image, limit.startOffset)] }
  },
}
