import { tokenMatcher } from 'chevrotain'
import { makeToken } from '../make-token.ts'
import { Bots, Equals, List, Paths, SameAs, Texts, Window } from '../tokens.ts'
import { isComparison } from './in-condition.ts'
import { replacing, spanOver, type Mistake } from './common-error.ts'

const DECLARING = [List, Bots, Paths, Texts, Window]

/** `user.role = "admin"` for `==`, and `list office == …` for `=`. */
export const singleEquals: Mistake = {
  begins: [Equals, SameAs],
  mend: (here) => {
    const { at, reporter } = here
    const sign = at(0)
    const declares = DECLARING.includes(at(-2).tokenType)
    const meant = declares ? Equals : SameAs
    if (tokenMatcher(sign, meant) || (!declares && !isComparison(here))) return undefined
    const place = spanOver(sign, sign, reporter)
    const written = declares ? '=' : '=='
    reporter.report('TG107', place, `expected \`${written}\`, found \`${sign.image}\``, {
      help: declares ? 'a declaration has one `=`' : 'two texts are compared with `==`; membership is tested with `in`',
      fix: replacing(place, written, `write \`${written}\``),
    })
    return { skip: 1, tokens: [makeToken(meant, written.slice(0, sign.image.length), sign.startOffset)] }
  },
}
