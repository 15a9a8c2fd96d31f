import { Per, Word } from '../tokens.ts'
import { replacing, spanOver, type CommonError } from './common-error.ts'

const SLIDING = new Set(['rolling', 'sliding', 'any', 'each', 'every', 'single', 'one', 'a'])
const FIXED = new Set(['calendar', 'fixed', 'natural', 'full', 'whole', 'working', 'business'])
const UNIT = /^(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?)$/u

/** `per calendar day`, `per rolling hour`: periods are always sliding. */
export const kindOfPeriod: CommonError = {
  begins: [Word],
  after: [Per],
  fix: ({ at, reporter }) => {
    const [word, unit] = [at(0), at(1)]
    const isSliding = SLIDING.has(word.image)
    if ((!isSliding && !FIXED.has(word.image)) || !UNIT.test(unit.image)) return undefined
    const place = spanOver(word, unit, reporter)
    reporter.report(
      'TG118',
      place,
      `expected a period such as \`${unit.image}\`, found \`${word.image} ${unit.image}\``,
      {
        help: 'periods are sliding: `per day` is any 24 hours, and there are no days or hours of the calendar',
        ...(isSliding && { fix: replacing(place, unit.image, `write \`${unit.image}\``) }),
      },
    )
    return { skip: 2, tokens: [unit] }
  },
}
