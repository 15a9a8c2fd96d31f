import { EOF, tokenMatcher } from 'chevrotain'
import { isSynonymOfVerb } from '../misspelt-keyword.ts'
import { ClauseStarter, Comma, RightBrace, Starter, Word } from '../tokens.ts'
import { isTokenOfBot } from '../token-of-bot.ts'
import { replacing, spanOver, type CommonError } from './common-error.ts'

const ENDS = [EOF, RightBrace, Starter, ClauseStarter]

/** A comma after the last entry. */
export const trailingComma: CommonError = {
  begins: [Comma],
  fix: ({ at, reporter }) => {
    const next = at(1)
    const ends =
      ENDS.some((type) => tokenMatcher(next, type)) || (tokenMatcher(at(2), Word) && isSynonymOfVerb(next.image))
    if (!ends || isTokenOfBot((distance) => at(distance))) return undefined
    const place = spanOver(at(0), at(0), reporter)
    reporter.report('TG110', place, 'expected another entry after `,`', {
      fix: replacing(place, '', 'delete the comma'),
    })
    return { skip: 1, tokens: [] }
  },
}
