import { makeToken } from '../make-token.ts'
import { Costing, NumberText, Word } from '../tokens.ts'
import { replacing, spanOver, type CommonError } from './common-error.ts'

const COSTS = new Set(['cost', 'costs', 'weight', 'weighs', 'weighing', 'weighted', 'charging', 'charge', 'points'])

/** `cost 10 if path in /search` for `costing 10 if path in /search`. */
export const costInWords: CommonError = {
  begins: [Word],
  fix: ({ at, reporter }) => {
    const word = at(0)
    if (!COSTS.has(word.image) || at(1).tokenType !== NumberText) return undefined
    if (!['if', 'when', 'for', 'where'].includes(at(2).image)) return undefined
    const place = spanOver(word, word, reporter)
    reporter.report('TG107', place, `expected \`costing\`, found \`${word.image}\``, {
      fix: replacing(place, 'costing', 'write `costing`'),
    })
    return { skip: 1, tokens: [makeToken(Costing, 'costing', word.startOffset)] }
  },
}
