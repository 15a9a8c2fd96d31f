import { tokenMatcher, type IToken } from 'chevrotain'
import { makeToken } from '../make-token.ts'
import { helpForClauseWord } from '../words-of-other-tools.ts'
import { Block, Clock, Limit, NumberText, Then, Word, WordFor } from '../tokens.ts'
import { replacing, spanOver, type CommonError, type Cursor, type Fixed } from './common-error.ts'
import { startOfRule } from './rule-of-clause.ts'

const VERBS = new Set(['block', 'ban', 'deny', 'reject', 'drop', 'refuse'])

const OBJECTS = new Set('ip it them him her address addresses client clients user users sender host subject'.split(' '))
const FOREVER = new Set('forever permanently indefinitely until'.split(' '))

/** `block for 1 hour`, `then ban for an hour`, `then block for 1h` for `then block for 1 hour`. */
export const blockForAWhile: CommonError = {
  begins: [Word, Block, Then],
  fix: (cursor) => {
    const { at, reporter } = cursor
    if (at(-1).tokenType === Then) return undefined
    const then = at(0).tokenType === Then ? 1 : 0
    const verb = VERBS.has(at(then).image) ? 1 : 0
    const object = then === 1 && verb === 1 && OBJECTS.has(at(2).image) ? 1 : 0
    const word = at(then + verb + object).image === 'for' ? 1 : 0
    if (then + verb === 0 || (word === 0 && then === 0)) return undefined
    const length = then + verb + object + word
    const duration = durationAt(cursor, length)
    if (duration === undefined) return undefined
    const isRight = length === 3 && object === 0 && at(1).tokenType === Block && duration.isRight
    const isOfLimit = startOfRule(cursor) === Limit
    // WHY: the checker reports the clause on a rule that is not a limit.
    if (isRight) return undefined
    const last = at(length + duration.length - 1)
    const place = spanOver(at(0), last, reporter)
    const found = reporter.source.text.slice(place.start, place.end)
    if (!isOfLimit) {
      reporter.report('TG123', place, `expected a clause or the end of the rule, found \`${found}\``, {
        help: helpForClauseWord('for') ?? '',
      })
      return { skip: length + duration.length, tokens: [] }
    }
    const written = `then block for ${duration.amount} ${duration.unit}${duration.amount === '1' ? '' : 's'}`
    reporter.report('TG123', place, `expected \`${written}\`, found \`${found}\``, {
      fix: replacing(place, written, `write \`${written}\``),
    })
    return clauseOf(at(0), last, length + duration.length, duration)
  },
}

/** `then block forever`, `then block until midnight`: a block lasts for a time. */
export const blockWithoutEnd: CommonError = {
  begins: [Then],
  fix: (cursor) => {
    const { at, reporter } = cursor
    if (!VERBS.has(at(1).image)) return undefined
    const object = OBJECTS.has(at(2).image) ? 1 : 0
    const word = at(2 + object)
    if (!FOREVER.has(word.image)) return undefined
    const next = at(3 + object)
    const hasTime = word.image === 'until' && (tokenMatcher(next, Word) || tokenMatcher(next, Clock))
    const last = hasTime ? next : word
    const place = spanOver(at(0), last, reporter)
    const found = reporter.source.text.slice(place.start, place.end)
    reporter.report('TG123', place, `expected \`then block for\` and a duration, found \`${found}\``, {
      help: 'a block lasts at most 366 days: `then block for 1 day`; to keep clients out for good, add them to a list, and `block ip in` it',
    })
    const duration: Duration = { length: 2, amount: '1', unit: 'day', isRight: true }
    return clauseOf(at(0), last, 3 + object + (hasTime ? 1 : 0), duration)
  },
}

function clauseOf(first: IToken, last: IToken, skip: number, { amount, unit }: Duration): Fixed {
  const [start, end] = [first.startOffset, last.startOffset]
  const words = [makeToken(Then, '', start), makeToken(Block, '', start), makeToken(WordFor, '', start)]
  return { skip, tokens: [...words, makeToken(NumberText, amount, end), makeToken(Word, unit, end)] }
}

interface Duration {
  readonly length: number
  readonly amount: string
  readonly unit: string
  /** Whether the duration is written as the language writes it. */
  readonly isRight: boolean
}

const UNITS: Readonly<Record<string, string>> = { s: 'second', m: 'minute', h: 'hour', d: 'day' }

/** `1 hour`, `1h`, `an hour` at a distance; undefined if there is no duration. */
function durationAt({ at }: Cursor, distance: number): Duration | undefined {
  const [first, next] = [at(distance), at(distance + 1)]
  const isArticle = ['a', 'an', 'one'].includes(first.image)
  if (first.tokenType === NumberText || isArticle) {
    const unit = unitOf(next)
    if (unit === undefined) return undefined
    return { length: 2, amount: isArticle ? '1' : first.image, unit, isRight: !isArticle }
  }
  const [, amount, letters = ''] = /^(\d+)([a-z]+)$/u.exec(first.image) ?? []
  const unit = UNITS[letters.charAt(0)]
  return amount === undefined || unit === undefined ? undefined : { length: 1, amount, unit, isRight: false }
}

/** WHY: a word that is not a unit is left to the grammar, which explains it. */
function unitOf(token: IToken): string | undefined {
  if (!tokenMatcher(token, Word)) return undefined
  return /^(second|minute|hour|day)s?$/u.exec(token.image)?.[1] ?? UNITS[token.image]
}
