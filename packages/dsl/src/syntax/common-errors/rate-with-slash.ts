import { makeToken } from '../make-token.ts'
import { NumberText, Path, Per, Word } from '../tokens.ts'
import { replacing, spanOver, type CommonError } from './common-error.ts'

/** `limit 5/minute`, `limit 5 / minute` for `limit 5 per minute`. */
export const rateWithSlash: CommonError = {
  begins: [Path],
  after: [NumberText],
  fix: ({ at, reporter }) => {
    const slash = at(0)
    const unit = slash.image.slice(1)
    if (!/^[a-z]*$/iu.test(unit)) return undefined
    const place = spanOver(slash, slash, reporter)
    const written = unit === '' ? 'per' : ` per ${unit}`
    reporter.report('TG118', place, `expected \`per\` between a number and its period, found \`${slash.image}\``, {
      fix: replacing(place, written, 'write `per`'),
    })
    const per = makeToken(Per, '/', slash.startOffset)
    return { skip: 1, tokens: unit === '' ? [per] : [per, makeToken(Word, unit, slash.startOffset + 1)] }
  },
}
