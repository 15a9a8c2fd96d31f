import { tokenMatcher, type IToken } from 'chevrotain'
import { makeToken } from '../make-token.ts'
import { And, Comma, Dash, DateText, Day, During, Equals, Except, From, Clock, In, Word } from '../tokens.ts'
import { replacing, spanOver, type CommonError } from './common-error.ts'

const BETWEEN = new Set(['to', 'until', 'till', 'and', 'through'])

/** `from 04:00 to 17:00`, `between 04:00 and 17:00` for `04:00-17:00`. */
export const timeInWords: CommonError = {
  begins: [From, Word, Clock],
  fix: ({ at, reporter }) => {
    const opened = at(0).tokenType === From || at(0).image === 'between' ? 1 : 0
    const first = at(opened)
    if (!tokenMatcher(first, Clock)) return undefined
    const [joint, last] = [at(opened + 1), at(opened + 2)]
    if (!tokenMatcher(last, Clock)) return undefined
    const inWords = joint.tokenType === And || BETWEEN.has(joint.image)
    if (!inWords && !(opened === 1 && joint.tokenType === Dash)) return undefined
    const place = spanOver(at(0), last, reporter)
    const isClause = !isInWindow(at(-1))
    const written = `${isClause ? 'during ' : ''}${first.image}-${last.image}`
    reporter.report('TG120', place, `expected a time range such as \`${written}\``, {
      fix: replacing(place, written, `write \`${written}\``),
    })
    const during = isClause ? [makeToken(During, '', at(0).startOffset)] : []
    return { skip: opened + 3, tokens: [...during, first, makeToken(Dash, '', joint.startOffset), last] }
  },
}

/** Whether a time after this token belongs to a window, and not to a rule that lacks `during`. */
function isInWindow(before: IToken): boolean {
  return [During, In, Equals, Comma, Except, Day, DateText, Dash].some((type) => tokenMatcher(before, type))
}
