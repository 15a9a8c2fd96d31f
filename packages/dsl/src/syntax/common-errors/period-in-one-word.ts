import { makeToken } from '../make-token.ts'
import { Limit, NumberText, Per, Word, WordCalendar } from '../tokens.ts'
import { replacing, spanOver, type CommonError } from './common-error.ts'

const UNITS: ReadonlyMap<string, { readonly unit: string; readonly isCalendar: boolean }> = new Map([
  ['hourly', { unit: 'hour', isCalendar: false }],
  ['daily', { unit: 'day', isCalendar: false }],
  ['weekly', { unit: 'week', isCalendar: true }],
  ['monthly', { unit: 'month', isCalendar: true }],
])

/** `limit 1000 monthly per ip`: a period is written `per calendar month`. Weeks and months exist only in the calendar. */
export const periodInOneWord: CommonError = {
  begins: [Word],
  after: [NumberText],
  fix: ({ at, reporter }) => {
    const word = at(0)
    const period = UNITS.get(word.image)
    if (period === undefined || at(-2).tokenType !== Limit) return undefined
    const written = `per ${period.isCalendar ? 'calendar ' : ''}${period.unit}`
    const place = spanOver(word, word, reporter)
    reporter.report('TG118', place, `expected \`${written}\`, found \`${word.image}\``, {
      fix: replacing(place, written, `write \`${written}\``),
      ...(!period.isCalendar && {
        help: `\`per ${period.unit}\` is sliding; \`per calendar ${period.unit}\` begins with the ${period.unit} of the clock`,
      }),
    })
    const calendar = period.isCalendar ? [makeToken(WordCalendar, 'calendar', word.startOffset)] : []
    return {
      skip: 1,
      tokens: [makeToken(Per, 'per', word.startOffset), ...calendar, makeToken(Word, period.unit, word.startOffset)],
    }
  },
}
