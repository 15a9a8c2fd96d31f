import { tokenMatcher } from 'chevrotain'
import { makeToken } from '../make-token.ts'
import { startsLine } from '../misspelt-keyword.ts'
import { NumberText, Reply, Text, Word, WordTo } from '../tokens.ts'
import { replacing, spanOver, type CommonError } from './common-error.ts'

/** `redirect "/sorry"`, `redirect to "/sorry"`, `reply redirect "/sorry"`, `reply to "/sorry"`: a redirect is `reply 302 to "/sorry"`. */
export const redirectInWords: CommonError = {
  begins: [Reply, Word],
  fix: ({ at, reporter }) => {
    const hasReply = tokenMatcher(at(0), Reply)
    let words = hasReply ? 1 : 0
    const says = at(words).image === 'redirect'
    if (says) words++
    if (tokenMatcher(at(words), WordTo)) words++
    else if (!says) return undefined
    if ((!hasReply && (!says || startsLine(at(0), reporter))) || !tokenMatcher(at(words), Text)) return undefined
    const place = spanOver(at(0), at(words - 1), reporter)
    const found = reporter.source.text.slice(place.start, place.end)
    reporter.report('TG110', place, `expected \`reply 302 to\`, found \`${found}\``, {
      fix: replacing(place, 'reply 302 to', 'write `reply 302 to`'),
    })
    const { startOffset } = at(words - 1)
    const tokens = [makeToken(Reply, 'reply', at(0).startOffset), makeToken(NumberText, '302', startOffset)]
    return { skip: words, tokens: [...tokens, makeToken(WordTo, 'to', startOffset)] }
  },
}
