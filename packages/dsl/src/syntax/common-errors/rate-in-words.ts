import { retypeToken } from '../make-token.ts'
import { Limit, NumberText, Per, Word } from '../tokens.ts'
import { replacing, spanOver, type CommonError } from './common-error.ts'

const COUNTED = new Set(['request', 'requests', 'req', 'reqs', 'hit', 'hits', 'call', 'calls', 'time', 'times', 'x'])

const EVERY = new Set(['every', 'each', 'a', 'an', 'within'])

/** `limit 5 requests per minute`, `limit 5 every minute` for `limit 5 per minute`. */
export const rateInWords: CommonError = {
  begins: [Word],
  after: [NumberText],
  fix: ({ at, reporter }) => {
    const word = at(0)
    if (at(-2).tokenType !== Limit) return undefined
    const place = spanOver(word, word, reporter)
    if (COUNTED.has(word.image)) {
      reporter.report('TG118', place, `expected \`per\` after the number of requests, found \`${word.image}\``, {
        fix: replacing(reporter.span(place.start - 1, place.end), '', `delete \`${word.image}\``),
      })
      return { skip: 1, tokens: [] }
    }
    if (!EVERY.has(word.image)) return undefined
    reporter.report('TG118', place, `expected \`per\` between a number and its period, found \`${word.image}\``, {
      fix: replacing(place, 'per', 'write `per`'),
    })
    return { skip: 1, tokens: [retypeToken(word, Per)] }
  },
}
