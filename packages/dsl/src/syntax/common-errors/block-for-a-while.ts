import { tokenMatcher, type IToken } from 'chevrotain'
import { helpForClauseWord } from '../words-of-other-tools.ts'
import { Block, NumberText, Word } from '../tokens.ts'
import { spanOver, type CommonError } from './common-error.ts'

const VERBS = new Set(['block', 'ban', 'deny', 'reject', 'drop', 'refuse'])

/** `… then block for 1 hour`, `… block for 1 hour`: a rule with a second effect, or one that ends by itself. */
export const blockForAWhile: CommonError = {
  begins: [Word, Block],
  fix: ({ at, reporter }) => {
    const first = at(0)
    const then = first.image === 'then' ? 1 : 0
    const verb = VERBS.has(at(then).image) ? 1 : 0
    const duration = at(then + verb).image === 'for' && at(then + verb + 1).tokenType === NumberText
    if ((then === 0 && verb === 0) || !duration || !tokenMatcher(at(then + verb + 2), Word)) return undefined
    const last: IToken = at(then + verb + 2)
    const place = spanOver(first, last, reporter)
    const written = reporter.source.text.slice(place.start, place.end)
    reporter.report('TG123', place, `expected a clause or the end of the rule, found \`${written}\``, {
      help: helpForClauseWord('then') ?? '',
    })
    return { skip: then + verb + 3, tokens: [] }
  },
}
