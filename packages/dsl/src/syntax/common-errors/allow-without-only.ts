import { Allow, WordOnly } from '../tokens.ts'
import { makeToken } from '../make-token.ts'
import { insertingBehind, spanOver, type Mistake } from './common-error.ts'

/** `allow ip in office` for `allow only ip in office`. */
export const allowWithoutOnly: Mistake = {
  begins: [Allow],
  mend: ({ at, reporter }) => {
    const allow = at(0)
    if (at(1).tokenType === WordOnly) return undefined
    reporter.report('TG116', spanOver(allow, allow, reporter), 'expected `only` behind `allow`', {
      help: '`allow only` refuses everybody else; what lifts limits is `exempt`',
      fix: insertingBehind(allow, ' only', 'write `allow only`', reporter),
    })
    return { skip: 1, tokens: [allow, makeToken(WordOnly, '', allow.startOffset + allow.image.length)] }
  },
}
