import { tokenMatcher } from 'chevrotain'
import { makeToken } from '../make-token.ts'
import { Address, Equals, In, Not, NotSame, Path, SameAs } from '../tokens.ts'
import { isComparison } from './is-comparison.ts'
import { replacing, spanOver, type CommonError } from './common-error.ts'

/** `path == /admin/**`, `ip != 10.0.0.1` for `in` and `not in`. */
export const sameAsSet: CommonError = {
  begins: [SameAs, NotSame, Equals],
  fix: (cursor) => {
    const { at, reporter } = cursor
    const sign = at(0)
    if (!tokenMatcher(at(1), Path) && !tokenMatcher(at(1), Address)) return undefined
    if (!isComparison(cursor)) return undefined
    const place = spanOver(sign, sign, reporter)
    const negated = tokenMatcher(sign, NotSame)
    const written = negated ? 'not in' : 'in'
    reporter.report('TG126', place, `expected \`${written}\` before a pattern or an address, found \`${sign.image}\``, {
      fix: replacing(place, written, `write \`${written}\``),
    })
    const tokens = negated ? [makeToken(Not, '', sign.startOffset)] : []
    return { skip: 1, tokens: [...tokens, makeToken(In, '', sign.startOffset)] }
  },
}
