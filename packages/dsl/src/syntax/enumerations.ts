import type { FactType, Fix, LogLevel, Span } from '@tidegate/model'
import { type CalendarUnit, calendarUnits, didYouMean } from '@tidegate/values'
import type { IToken } from 'chevrotain'
import type { DurationUnit } from './ast/rules.ts'
import type { Reporter } from './reporter.ts'

/** Units of sliding periods and durations. */
export const UNITS = ['second', 'minute', 'hour', 'day'] as const
/** Log levels after `log`. */
export const LEVELS = ['debug', 'info', 'warn', 'error'] as const
/** Types of facts. */
export const TYPES = ['text', 'number', 'flag', 'ip', 'ips', 'texts'] as const

/** Words that people use out of habit, mapped to the words of the language. */
const UNIT_SYNONYMS: Readonly<Record<string, DurationUnit>> = {
  s: 'second',
  sec: 'second',
  secs: 'second',
  m: 'minute',
  min: 'minute',
  mins: 'minute',
  h: 'hour',
  hr: 'hour',
  hrs: 'hour',
  hourly: 'hour',
  d: 'day',
  daily: 'day',
}
const CALENDAR_SYNONYMS: Readonly<Record<string, CalendarUnit>> = {
  min: 'minute',
  hr: 'hour',
  hourly: 'hour',
  daily: 'day',
  weekly: 'week',
  monthly: 'month',
}
const LEVEL_SYNONYMS: Readonly<Record<string, LogLevel>> = {
  trace: 'debug',
  information: 'info',
  notice: 'info',
  warning: 'warn',
  critical: 'error',
  fatal: 'error',
}
const TYPE_SYNONYMS: Readonly<Record<string, FactType>> = {
  string: 'text',
  str: 'text',
  strings: 'texts',
  integer: 'number',
  int: 'number',
  float: 'number',
  boolean: 'flag',
  bool: 'flag',
  address: 'ip',
  addresses: 'ips',
}

/** What to write for units that sliding periods do not have. */
const LONGER_UNITS: Readonly<Record<string, { readonly unit?: CalendarUnit; readonly help: string }>> = {
  week: { unit: 'week', help: 'a week of the calendar begins on Monday; `7 days` are any 7 × 24 hours' },
  fortnight: { help: 'write `14 days`, which are any 14 × 24 hours' },
  month: { unit: 'month', help: 'a month of the calendar begins on its first day; `30 days` are any 30 × 24 hours' },
  quarter: { help: 'write `90 days`, which are any 90 × 24 hours: the longest calendar period is a month' },
  year: { help: 'write `365 days`, which are any 365 × 24 hours: the longest calendar period is a month' },
  weekly: { unit: 'week', help: 'a week of the calendar begins on Monday; `7 days` are any 7 × 24 hours' },
  monthly: { unit: 'month', help: 'a month of the calendar begins on its first day; `30 days` are any 30 × 24 hours' },
  yearly: { help: 'write `365 days`, which are any 365 × 24 hours' },
  session: {
    help: 'a limit has a period, and a key such as `per cookie("session")`: `limit 5 per day per cookie("session")`',
  },
  request: { help: 'a limit counts requests per period: `limit 5 per minute per ip`' },
}

const TOO_SHORT = 'the shortest period is a second: write `10 per second` in place of `1 per 100 ms`'

/** Returns the unit of a period or duration, singular or plural. An unknown word is reported and read as the closest unit. */
export function readUnit(
  token: IToken,
  amount: IToken | undefined,
  isPeriod: boolean,
  reporter: Reporter,
): DurationUnit {
  const singular = token.image.replace(/s$/u, '')
  const isShort = /^(?:ms|millis|milliseconds?)$/u.test(token.image)
  const longer = Object.hasOwn(LONGER_UNITS, singular) ? LONGER_UNITS[singular] : undefined
  if (isShort || longer !== undefined) {
    const place = reporter.span(token.startOffset, token.startOffset + token.image.length)
    const what = isPeriod ? 'period' : 'duration'
    const unit = isPeriod && amount === undefined ? longer?.unit : undefined
    reporter.report('TG118', place, `expected a ${what} of seconds, minutes, hours or days, found \`${token.image}\``, {
      help: isShort ? TOO_SHORT : isPeriod ? (longer?.help ?? '') : helpOnDuration(singular),
      ...(unit !== undefined && replacement(place, `calendar ${unit}`)),
    })
    return isShort ? 'second' : 'day'
  }
  const unit = UNITS.find((candidate) => candidate === singular)
  return (
    unit ??
    closest(token, UNITS, UNIT_SYNONYMS, 'TG118', 'a period such as `minute` or `15 minutes`', reporter) ??
    'minute'
  )
}

function helpOnDuration(unit: string): string {
  const days = { week: 7, fortnight: 14, month: 30, quarter: 90, year: 365 }[unit]
  return days === undefined ? 'a duration is written `10 minutes`, `1 hour` or `2 days`' : `write \`${days} days\``
}

/** Returns the unit after `per calendar`. A plural is reported, and so is an unknown word, which is read as the closest unit. */
export function readCalendarUnit(token: IToken, reporter: Reporter): CalendarUnit {
  const exact = calendarUnits.find((candidate) => candidate === token.image)
  if (exact !== undefined) return exact
  const place = reporter.span(token.startOffset, token.startOffset + token.image.length)
  const plural = calendarUnits.find((candidate) => `${candidate}s` === token.image)
  if (plural !== undefined) {
    reporter.report('TG118', place, `expected one \`${plural}\` of the calendar, found \`${token.image}\``, {
      help: 'a calendar period is a single minute, hour, day, week or month',
      ...replacement(place, plural),
    })
    return plural
  }
  if (/^(?:seconds?|fortnights?|quarters?|years?)$/u.test(token.image)) {
    reporter.report(
      'TG118',
      place,
      `expected \`minute\`, \`hour\`, \`day\`, \`week\` or \`month\` after \`calendar\`, found \`${token.image}\``,
      { help: 'other periods are sliding: `per 10 seconds`, `per 365 days`' },
    )
    return 'day'
  }
  const expected = '`minute`, `hour`, `day`, `week` or `month` after `calendar`'
  return closest(token, calendarUnits, CALENDAR_SYNONYMS, 'TG118', expected, reporter) ?? 'day'
}

function replacement(place: Span, text: string): { readonly fix: Fix } {
  return { fix: { title: `write \`${text}\``, edits: [{ span: place, text }] } }
}

/** Returns the level after `log`. An unknown word is reported and read as the closest level. */
export function readLogLevel(token: IToken, reporter: Reporter): LogLevel {
  const level = LEVELS.find((candidate) => candidate === token.image)
  return (
    level ?? closest(token, LEVELS, LEVEL_SYNONYMS, 'TG112', '`debug`, `info`, `warn` or `error`', reporter) ?? 'info'
  )
}

/** Returns the type after the colon of a fact. An unknown word is reported and read as the closest type. */
export function readFactType(token: IToken, reporter: Reporter): FactType {
  const type = TYPES.find((candidate) => candidate === token.image)
  const expected = 'a type: `text`, `number`, `flag`, `ip`, `ips` or `texts`'
  return type ?? closest(token, TYPES, TYPE_SYNONYMS, 'TG112', expected, reporter) ?? 'text'
}

const PERIODS =
  'a limit is written `limit 5 per minute per ip`, `limit 100 per 10 minutes per user` or `limit 9 per day in total`'

function closest<T extends string>(
  token: IToken,
  known: readonly T[],
  synonyms: Readonly<Record<string, T>>,
  code: 'TG112' | 'TG118',
  expected: string,
  { report, span }: Reporter,
): T | undefined {
  const word = token.image.toLowerCase()
  const intended = Object.hasOwn(synonyms, word) ? synonyms[word] : (didYouMean(token.image, known) as T | undefined)
  const place = span(token.startOffset, token.startOffset + token.image.length)
  const message = `expected ${expected}, found \`${token.image}\``
  if (intended === undefined) report(code, place, message, code === 'TG118' ? { help: PERIODS } : {})
  else {
    const fix = { title: `replace \`${token.image}\` with \`${intended}\``, edits: [{ span: place, text: intended }] }
    report(code, place, message, { help: `did you mean \`${intended}\`?`, fix })
  }
  return intended
}
