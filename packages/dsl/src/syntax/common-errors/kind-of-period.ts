import { NumberText, Per, Word, WordCalendar } from '../tokens.ts'
import { replacing, spanOver, type CommonError } from './common-error.ts'

const SLIDING = new Set(['rolling', 'sliding', 'any', 'each', 'every', 'single', 'one', 'a'])
const FIXED = new Set(['fixed', 'natural', 'full', 'whole', 'working', 'business', 'calender', 'calander'])
const UNIT = /^(second|minute|hour|day|week|month|year)s?$/u
const OF_CALENDAR = new Set(['minute', 'hour', 'day', 'week', 'month'])

/** `per rolling hour` for `per hour`, `per natural day` for `per calendar day`. */
export const kindOfPeriod: CommonError = {
  begins: [Word],
  after: [Per],
  fix: ({ at, reporter }) => {
    const [word, unit] = [at(0), at(1)]
    const isSliding = SLIDING.has(word.image)
    const [, singular] = UNIT.exec(unit.image) ?? []
    if ((!isSliding && !FIXED.has(word.image)) || singular === undefined) return undefined
    const place = spanOver(word, unit, reporter)
    const isDays = word.image === 'working' || word.image === 'business'
    const written = isSliding ? unit.image : `calendar ${singular}`
    const canBeWritten = isSliding || (OF_CALENDAR.has(singular) && !isDays)
    reporter.report(
      'TG118',
      place,
      `expected a period such as \`${unit.image}\` or \`calendar day\`, found \`${word.image} ${unit.image}\``,
      {
        help: 'periods are sliding: `per day` is any 24 hours; `per calendar day` begins at midnight',
        ...(canBeWritten && { fix: replacing(place, written, `write \`${written}\``) }),
      },
    )
    return { skip: 2, tokens: [unit] }
  },
}

/** `per 2 calendar days`: a calendar period is a single unit. */
export const severalCalendarPeriods: CommonError = {
  begins: [NumberText],
  after: [Per],
  fix: ({ at, reporter }) => {
    const [amount, calendar, unit] = [at(0), at(1), at(2)]
    const [, singular] = UNIT.exec(unit.image) ?? []
    if (calendar.tokenType !== WordCalendar || singular === undefined) return undefined
    const place = spanOver(amount, unit, reporter)
    reporter.report(
      'TG118',
      place,
      `expected one \`${singular}\` of the calendar, found \`${reporter.source.text.slice(place.start, place.end)}\``,
      {
        help: `\`per calendar ${singular}\` is a single one; other periods are sliding, such as \`per 2 days\`, which is any 48 hours`,
        ...(amount.image === '1' && {
          fix: replacing(place, `calendar ${singular}`, `write \`calendar ${singular}\``),
        }),
      },
    )
    return { skip: 3, tokens: [amount, { ...unit, image: OF_CALENDAR.has(singular) ? unit.image : 'day' }] }
  },
}
