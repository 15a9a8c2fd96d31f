import { tokenMatcher, type IToken } from 'chevrotain'
import { makeToken } from '../make-token.ts'
import { And, In, Limit, Per, SlashWord, Word, WordCalendar } from '../tokens.ts'
import { insertingAfter, spanOver, type CommonError, type Cursor } from './common-error.ts'

const UNIT = /^(?:second|minute|hour|day|week|month|year)s?$/u
const OF_CALENDAR = /^(?:minute|hour|day|week|month)$/u

/** Maximum number of tokens between `per` and the zone after a key. */
const MAX_KEY = 12

/** `per day in Europe/Berlin`: only periods of the calendar have a zone. */
export const zoneOfSlidingPeriod: CommonError = {
  begins: [Word],
  after: [Per],
  fix: ({ at, reporter }) => {
    const unit = at(0)
    if (!OF_CALENDAR.test(unit.image) || !tokenMatcher(at(1), In) || !isZone(at(2))) return undefined
    const place = spanOver(unit, at(2), reporter)
    reporter.report('TG118', place, `expected \`calendar ${unit.image}\` before a time zone, found \`${unit.image}\``, {
      help: 'periods are sliding: `per day` is any 24 hours in every zone; `per calendar day` begins at midnight of the zone',
      fix: insertingAfter(at(-1), ' calendar', `write \`calendar ${unit.image}\``, reporter),
    })
    return { skip: 1, tokens: [makeToken(WordCalendar, 'calendar', unit.startOffset), unit] }
  },
}

/** `per day per ip in Europe/Berlin`: the zone is part of the period. */
export const zoneAfterKey: CommonError = {
  begins: [In],
  fix: (cursor) => {
    const { at, reporter } = cursor
    if (!isZone(at(1)) || !isAfterKey(cursor)) return undefined
    const place = spanOver(at(0), at(1), reporter)
    reporter.report('TG118', place, `expected the time zone in the period, found \`in ${at(1).image}\` after the key`, {
      help: `for example \`limit 5 per calendar day in ${at(1).image} per ip\`; other periods are sliding, and have no zone`,
    })
    return { skip: 2, tokens: [] }
  },
}

function isZone(token: IToken): boolean {
  return token.tokenType === SlashWord || (tokenMatcher(token, Word) && /^(?:UTC|GMT)$/u.test(token.image))
}

/** Whether a key of a limit ends before the cursor: `per`, and words joined by `and`. */
function isAfterKey({ at }: Cursor): boolean {
  for (let back = -1; back >= -MAX_KEY; back -= 2) {
    if (!tokenMatcher(at(back), Word) || UNIT.test(at(back).image)) return false
    if (tokenMatcher(at(back - 1), Per)) return at(back - 2).tokenType !== Limit
    if (!tokenMatcher(at(back - 1), And)) return false
  }
  return false
}
