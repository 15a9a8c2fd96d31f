import { tokenMatcher } from 'chevrotain'
import { makeToken } from '../make-token.ts'
import { startsStatement } from '../misspelt-keyword.ts'
import { Allow, Equals, Word, WordOnly } from '../tokens.ts'
import { spanOver, type CommonError } from './common-error.ts'

/** `permit ip in office`, which may mean `allow only`, `exempt`, or an exception. */
export const permit: CommonError = {
  begins: [Word],
  fix: ({ at, reporter }) => {
    const verb = at(0)
    if (!['permit', 'accept'].includes(verb.image.toLowerCase()) || !startsStatement(verb, at(-1), reporter))
      return undefined
    const only = at(1).tokenType === WordOnly
    if (tokenMatcher(at(1), Equals)) return undefined
    reporter.report('TG123', spanOver(verb, verb, reporter), `expected \`allow only\`, found \`${verb.image}\``, {
      help: '`allow only` refuses all other requests; to lift limits, use `exempt`; to admit clients in spite of a block, use `unless` in it',
    })
    const tokens = [makeToken(Allow, '', verb.startOffset)]
    return { skip: 1, tokens: only ? tokens : [...tokens, makeToken(WordOnly, '', verb.startOffset)] }
  },
}
