import { tokenMatcher } from 'chevrotain'
import { makeToken } from '../make-token.ts'
import { Bots, Equals, List, Paths, SameAs, Texts, Window } from '../tokens.ts'
import { isComparison } from './is-comparison.ts'
import { replacing, spanOver, type CommonError } from './common-error.ts'

const DECLARING = [List, Bots, Paths, Texts, Window]

/** `user.role = "admin"` for `==`, and `list office == …` for `=`. */
export const singleEquals: CommonError = {
  begins: [Equals, SameAs],
  fix: (cursor) => {
    const { at, reporter } = cursor
    const sign = at(0)
    const declares = DECLARING.includes(at(-2).tokenType)
    const expected = declares ? Equals : SameAs
    if (tokenMatcher(sign, expected) || (!declares && !isComparison(cursor))) return undefined
    const place = spanOver(sign, sign, reporter)
    const written = declares ? '=' : '=='
    reporter.report('TG107', place, `expected \`${written}\`, found \`${sign.image}\``, {
      help: declares
        ? 'a declaration uses a single `=`'
        : 'strings are compared with `==`; membership is tested with `in`',
      fix: replacing(place, written, `write \`${written}\``),
    })
    return { skip: 1, tokens: [makeToken(expected, written.slice(0, sign.image.length), sign.startOffset)] }
  },
}
