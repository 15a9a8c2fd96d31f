import { Allow, WordOnly } from '../tokens.ts'
import { makeToken } from '../make-token.ts'
import { isMisspelt } from '../misspelt-keyword.ts'
import { insertingAfter, spanOver, type CommonError } from './common-error.ts'

/** `allow ip in office` for `allow only ip in office`. */
export const allowWithoutOnly: CommonError = {
  begins: [Allow],
  fix: ({ at, reporter }) => {
    const allow = at(0)
    // The grammar reports a misspelt `only`.
    if (at(1).tokenType === WordOnly || isMisspelt(at(1).image, 'only')) return undefined
    reporter.report('TG116', spanOver(allow, allow, reporter), 'expected `only` after `allow`', {
      help: '`allow only` refuses all other requests; to lift limits, use `exempt`',
      fix: insertingAfter(allow, ' only', 'write `allow only`', reporter),
    })
    return { skip: 1, tokens: [allow, makeToken(WordOnly, '', allow.startOffset + allow.image.length)] }
  },
}
