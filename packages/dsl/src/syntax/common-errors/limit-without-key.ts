import type { Span } from '@tidegate/model'
import type { IToken } from 'chevrotain'
import { makeToken } from '../make-token.ts'
import {
  In,
  Limit,
  NumberText,
  Path,
  Per,
  SlashWord,
  Word,
  WordAt,
  WordCalendar,
  WordIp,
  WordOnce,
  WordTotal,
} from '../tokens.ts'
import { insertingAfter, replacing, spanOver, type Cursor, type Fixed, type CommonError } from './common-error.ts'

const UNIT = /^(?:s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?)$/u

const KEYS = new Set(['ip', 'user', 'bot', 'host', 'path', 'method', 'agent'])

/** `limit 5 per minute`, `limit 5 at once`, `limit 5 per calendar day`, `limit 5 per ip`, `limit 5 per ip per minute` for `limit 5 per minute per ip`. */
export const limitWithoutKey: CommonError = {
  begins: [Per, WordAt],
  fix: (cursor) => {
    const { at } = cursor
    if (at(-2).tokenType !== Limit) return undefined
    const other = otherPeriod(cursor)
    if (other !== undefined) {
      const next = at(other.length).tokenType
      return next === Per || next === In || next === SlashWord ? undefined : fixMissingKey(cursor, other)
    }
    if (at(0).tokenType === WordAt) return undefined
    const long = at(1).tokenType === NumberText
    const unit = at(long ? 2 : 1)
    if (UNIT.test(unit.image)) {
      const next = at(long ? 3 : 2).tokenType
      return next === Per || next === In
        ? undefined
        : fixMissingKey(cursor, long ? [at(0), at(1), unit] : [at(0), unit])
    }
    if (long) return undefined
    return at(2).tokenType === Per ? fixSwappedKey(cursor) : fixMissingPeriod(cursor)
  },
}

/** The tokens of `at once`, or of `per calendar day` with its zone; undefined for other periods. */
function otherPeriod({ at }: Cursor): readonly IToken[] | undefined {
  if (at(0).tokenType === WordAt) return at(1).tokenType === WordOnce ? [at(0), at(1)] : undefined
  if (at(1).tokenType !== WordCalendar || !/^(?:minute|hour|day|week|month)$/u.test(at(2).image)) return undefined
  const hasZone = at(3).tokenType === In && at(4).tokenType === SlashWord
  return [at(0), at(1), at(2), ...(hasZone ? [at(3), at(4)] : [])]
}

function fixMissingKey({ at, reporter }: Cursor, period: readonly IToken[]): Fixed {
  const last = period.at(-1) ?? at(0)
  const end = last.startOffset + last.image.length
  const instead = keyInWords({ at, reporter }, period.length)
  if (instead !== undefined) {
    const { place, written, skip, tokens } = instead
    reporter.report(
      'TG117',
      place,
      `expected \`${written}\`, found \`${reporter.source.text.slice(place.start, place.end)}\``,
      {
        fix: replacing(place, written, `write \`${written}\``),
      },
    )
    return { skip: period.length + skip, tokens: [...period, ...tokens] }
  }
  reporter.report(
    'TG117',
    spanOver(at(-2), last, reporter),
    'expected the key of the limit, such as `per ip`, or `in total`',
    {
      help: 'add `per ip` to count each client separately, or `in total` to count all requests together',
      fix: insertingAfter(last, ' per ip', 'add `per ip`', reporter),
    },
  )
  return { skip: period.length, tokens: [...period, makeToken(Per, '', end), makeToken(WordIp, '', end)] }
}

interface KeyInWords {
  /** The words themselves. */
  readonly place: Span
  readonly written: string
  readonly skip: number
  readonly tokens: readonly IToken[]
}

const IN_TOTAL = new Set(['total', 'globally', 'overall', 'altogether', 'combined'])
const PER = new Set(['by', 'each', 'every', 'for', 'from', 'a'])

/** `by ip`, `each user`, `/ ip`, `total`: the key of a limit in other words. */
function keyInWords({ at, reporter }: Cursor, length: number): KeyInWords | undefined {
  const [word, next] = [at(length), at(length + 1)]
  const start = word.startOffset
  const end = word.startOffset + word.image.length
  if (IN_TOTAL.has(word.image)) {
    const tokens = [makeToken(In, '', word.startOffset), makeToken(WordTotal, '', word.startOffset)]
    return { place: reporter.span(start, end), written: 'in total', skip: 1, tokens }
  }
  if (word.tokenType === Path && KEYS.has(word.image.slice(1))) {
    const key = word.image.slice(1)
    const type = key === 'ip' ? WordIp : Word
    const tokens = [makeToken(Per, '', word.startOffset), makeToken(type, key, word.startOffset)]
    return { place: reporter.span(start, end), written: `per ${key}`, skip: 1, tokens }
  }
  if ((!PER.has(word.image) && word.image !== '/') || !KEYS.has(next.image)) return undefined
  return { place: reporter.span(start, end), written: 'per', skip: 1, tokens: [makeToken(Per, '', word.startOffset)] }
}

/** `per KEY` without a period; parsed as if the period were a minute. */
function fixMissingPeriod({ at, reporter }: Cursor): Fixed | undefined {
  const [per, key] = [at(0), at(1)]
  if (!KEYS.has(key.image)) return undefined
  reporter.report('TG118', spanOver(per, key, reporter), `expected a period before \`per ${key.image}\``, {
    help: `for example \`per minute per ${key.image}\``,
  })
  const minute = makeToken(Word, 'minute', per.startOffset)
  return { skip: 2, tokens: [per, minute, makeToken(Per, '', key.startOffset), key] }
}

/** `per KEY per PERIOD`: the period comes first. */
function fixSwappedKey({ at, reporter }: Cursor): Fixed | undefined {
  const [per, key, secondPer] = [at(0), at(1), at(2)]
  const long = at(3).tokenType === NumberText
  const unit = at(long ? 4 : 3)
  if (!UNIT.test(unit.image) || (key.tokenType === Word && /\W/u.test(key.image) && !key.image.includes('.')))
    return undefined
  const place = spanOver(per, unit, reporter)
  const amount = long ? `${at(3).image} ` : ''
  const written = `per ${amount}${unit.image} per ${key.image}`
  reporter.report('TG118', place, 'expected the period before the key of the limit', {
    fix: replacing(place, written, `write \`${written}\``),
  })
  return { skip: long ? 5 : 4, tokens: [secondPer, ...(long ? [at(3)] : []), unit, per, key] }
}
