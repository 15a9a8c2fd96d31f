import type { FactType, LogLevel } from '@tidegate/model'
import { didYouMean } from '@tidegate/values'
import type { IToken } from 'chevrotain'
import type { PeriodAst } from './ast/rules.ts'
import type { Reporter } from './reporter.ts'

const UNITS = ['second', 'minute', 'hour', 'day'] as const
const LEVELS = ['debug', 'info', 'warn', 'error'] as const
const TYPES = ['text', 'number', 'flag', 'ip', 'ips', 'texts'] as const

/** Words that people use out of habit, mapped to the words of the language. */
const UNIT_SYNONYMS: Readonly<Record<string, PeriodAst['unit']>> = {
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

/** What to write for units that the language does not have. */
const LONGER_UNITS: Readonly<Record<string, string>> = {
  week: 'write `per 7 days`, which are any 7 × 24 hours',
  fortnight: 'write `per 14 days`, which are any 14 × 24 hours',
  month: 'write `per 30 days`, which are any 30 × 24 hours: periods do not follow the calendar',
  quarter: 'write `per 90 days`: periods do not follow the calendar',
  year: 'write `per 365 days`, which are any 365 × 24 hours',
  weekly: 'write `per 7 days`',
  monthly: 'write `per 30 days`',
  yearly: 'write `per 365 days`',
  session: 'a limit has a period, and a key such as `per cookie("session")`: `limit 5 per day per cookie("session")`',
  request: 'a limit counts requests per period: `limit 5 per minute per ip`',
}

const TOO_SHORT = 'the shortest period is a second: write `10 per second` in place of `1 per 100 ms`'

/** Returns the unit of a period, singular or plural. An unknown word is reported and read as the closest unit. */
export function readUnit(token: IToken, reporter: Reporter): PeriodAst['unit'] {
  const singular = token.image.replace(/s$/u, '')
  const isShort = /^(?:ms|millis|milliseconds?)$/u.test(token.image)
  const help = isShort ? TOO_SHORT : Object.hasOwn(LONGER_UNITS, singular) ? LONGER_UNITS[singular] : undefined
  if (help !== undefined) {
    const place = reporter.span(token.startOffset, token.startOffset + token.image.length)
    reporter.report('TG118', place, `expected a period of seconds, minutes, hours or days, found \`${token.image}\``, {
      help,
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
