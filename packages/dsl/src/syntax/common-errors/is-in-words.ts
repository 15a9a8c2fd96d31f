import { tokenMatcher } from 'chevrotain'
import { makeToken } from '../make-token.ts'
import { In, Is, Not, WordAbsent, WordPresent } from '../tokens.ts'
import { replacing, spanOver, type CommonError } from './common-error.ts'

/** `is in`, `is not in`, `is not present`, `is not absent`. */
export const isInWords: CommonError = {
  begins: [Is],
  fix: ({ at, reporter }) => {
    const is = at(0)
    const negated = tokenMatcher(at(1), Not)
    const last = at(negated ? 2 : 1)
    const place = spanOver(is, last, reporter)
    if (last.tokenType === In) {
      const written = negated ? 'not in' : 'in'
      reporter.report('TG126', place, `expected \`${written}\` without \`is\``, {
        fix: replacing(place, written, `write \`${written}\``),
      })
      return { skip: negated ? 3 : 2, tokens: negated ? [at(1), last] : [last] }
    }
    if (!negated || (last.tokenType !== WordPresent && last.tokenType !== WordAbsent)) return undefined
    const state = last.tokenType === WordPresent ? WordAbsent : WordPresent
    const written = state === WordAbsent ? 'is absent' : 'is present'
    reporter.report('TG126', place, `expected \`${written}\``, {
      fix: replacing(place, written, `write \`${written}\``),
    })
    return { skip: 3, tokens: [is, makeToken(state, '', last.startOffset)] }
  },
}
