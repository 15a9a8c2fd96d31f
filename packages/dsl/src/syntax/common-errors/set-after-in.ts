import { tokenMatcher } from 'chevrotain'
import { startsLine } from '../misspelt-keyword.ts'
import { In, Word } from '../tokens.ts'
import { type CommonError, replacing } from './common-error.ts'

/** `bot in set search`: in a test, only the name of the set is written. */
export const setAfterIn: CommonError = {
  begins: [Word],
  after: [In],
  fix: ({ at, reporter }) => {
    const [set, name] = [at(0), at(1)]
    if (set.image !== 'set' || !tokenMatcher(name, Word) || startsLine(name, reporter)) return undefined
    const place = reporter.span(set.startOffset, set.startOffset + set.image.length)
    reporter.report('TG126', place, 'expected the name of a set after `in`, found `set`', {
      fix: replacing(reporter.span(set.startOffset, name.startOffset), '', 'remove `set`'),
    })
    return { skip: 1, tokens: [] }
  },
}
