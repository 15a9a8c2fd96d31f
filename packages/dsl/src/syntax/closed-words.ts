import type { FactType, LogLevel } from '@tidegate/model'
import { didYouMean } from '@tidegate/values'
import type { IToken } from 'chevrotain'
import type { PeriodAst } from './ast/rules.ts'
import type { Reporter } from './reporter.ts'

const UNITS = ['second', 'minute', 'hour', 'day'] as const
const LEVELS = ['debug', 'info', 'warn', 'error'] as const
const TYPES = ['text', 'number', 'flag', 'ip', 'ips', 'texts'] as const

/** What people write from habit, and what the language calls it. */
const UNIT_HABITS: Readonly<Record<string, PeriodAst['unit']>> = {
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
const LEVEL_HABITS: Readonly<Record<string, LogLevel>> = {
  trace: 'debug',
  information: 'info',
  notice: 'info',
  warning: 'warn',
  critical: 'error',
  fatal: 'error',
}
const TYPE_HABITS: Readonly<Record<string, FactType>> = {
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

/** The unit of a period; singular and plural are the same. An unknown word is reported and read as the nearest unit. */
export function readUnit(token: IToken, reporter: Reporter): PeriodAst['unit'] {
  const singular = token.image.replace(/s$/u, '')
  const unit = UNITS.find((candidate) => candidate === singular)
  return (
    unit ??
    closest(token, UNITS, UNIT_HABITS, 'TG118', 'a period such as `minute` or `15 minutes`', reporter) ??
    'minute'
  )
}

/** The level behind `log`. An unknown word is reported and read as the nearest level. */
export function readLogLevel(token: IToken, reporter: Reporter): LogLevel {
  const level = LEVELS.find((candidate) => candidate === token.image)
  return (
    level ?? closest(token, LEVELS, LEVEL_HABITS, 'TG112', '`debug`, `info`, `warn` or `error`', reporter) ?? 'info'
  )
}

/** The type behind a fact's colon. An unknown word is reported and read as the nearest type. */
export function readFactType(token: IToken, reporter: Reporter): FactType {
  const type = TYPES.find((candidate) => candidate === token.image)
  const expected = 'a type: `text`, `number`, `flag`, `ip`, `ips` or `texts`'
  return type ?? closest(token, TYPES, TYPE_HABITS, 'TG112', expected, reporter) ?? 'text'
}

function closest<T extends string>(
  token: IToken,
  known: readonly T[],
  habits: Readonly<Record<string, T>>,
  code: 'TG112' | 'TG118',
  expected: string,
  { report, span }: Reporter,
): T | undefined {
  const word = token.image.toLowerCase()
  const meant = Object.hasOwn(habits, word) ? habits[word] : (didYouMean(token.image, known) as T | undefined)
  const place = span(token.startOffset, token.startOffset + token.image.length)
  const message = `expected ${expected}, found \`${token.image}\``
  if (meant === undefined) report(code, place, message)
  else {
    const fix = { title: `replace \`${token.image}\` by \`${meant}\``, edits: [{ span: place, text: meant }] }
    report(code, place, message, { help: `did you mean \`${meant}\`?`, fix })
  }
  return meant
}
