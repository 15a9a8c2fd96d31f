import { Burst, Equals } from '../tokens.ts'
import { replacing, spanOver, type CommonError } from './common-error.ts'

/** `burst=20` for `burst 20`. */
export const equalsAfterBurst: CommonError = {
  begins: [Equals],
  after: [Burst],
  fix: ({ at, reporter }) => {
    const place = spanOver(at(0), at(0), reporter)
    reporter.report('TG107', place, 'expected a number after `burst`, found `=`', {
      fix: replacing(place, ' ', 'delete the `=`'),
    })
    return { skip: 1, tokens: [] }
  },
}
