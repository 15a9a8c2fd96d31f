import { tokenMatcher } from 'chevrotain'
import { retypeToken } from '../make-token.ts'
import { And, Equals, In, Is, LeftBrace, Or, SameAs, Text, Where, Word, WordAt, WordFile } from '../tokens.ts'
import { replacing, spanOver, type CommonError } from './common-error.ts'

/** `file "ranges.json" where service == "S3"`: the key of a filter without quotes. After a condition, a `where` block would have a brace. */
export const filterKeyWithoutQuotes: CommonError = {
  begins: [Word],
  after: [Where],
  fix: ({ at, reporter }) => {
    const isAfterFile = tokenMatcher(at(-2), Text) && (tokenMatcher(at(-3), WordFile) || tokenMatcher(at(-3), WordAt))
    const isTest = [SameAs, Equals, Is, In].some((type) => tokenMatcher(at(1), type)) && tokenMatcher(at(2), Text)
    if (!isAfterFile || !isTest || [LeftBrace, And, Or].some((type) => tokenMatcher(at(3), type))) return undefined
    // Several values would hide the brace of a block.
    if (tokenMatcher(at(1), In) && at(3).image === ',') return undefined
    const key = at(0)
    const place = spanOver(key, key, reporter)
    const written = JSON.stringify(key.image)
    reporter.report('TG122', place, `expected quotes around the key \`${key.image}\` of the filter`, {
      fix: replacing(place, written, `write \`${written}\``),
    })
    return { skip: 1, tokens: [retypeToken(key, Text, key.image)] }
  },
}
