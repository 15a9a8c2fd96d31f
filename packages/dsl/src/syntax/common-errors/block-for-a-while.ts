import { tokenMatcher, type IToken } from 'chevrotain'
import { makeToken } from '../make-token.ts'
import { helpForClauseWord } from '../words-of-other-tools.ts'
import { Block, Limit, NumberText, Starter, Then, Word, WordFor } from '../tokens.ts'
import { replacing, spanOver, type CommonError, type Cursor, type Fixed } from './common-error.ts'

const VERBS = new Set(['block', 'ban', 'deny', 'reject', 'drop', 'refuse'])

/** Maximum number of tokens between the verb of a rule and this clause. */
const MAX_RULE = 200

/** `block for 1 hour`, `then ban for an hour`, `then block for 1h` for `then block for 1 hour`. */
export const blockForAWhile: CommonError = {
  begins: [Word, Block, Then],
  fix: (cursor) => {
    const { at, reporter } = cursor
    if (at(-1).tokenType === Then) return undefined
    const then = at(0).tokenType === Then ? 1 : 0
    const verb = VERBS.has(at(then).image) ? 1 : 0
    const word = at(then + verb).image === 'for' ? 1 : 0
    if (then + verb === 0 || (word === 0 && then === 0)) return undefined
    const length = then + verb + word
    const duration = durationAt(cursor, length)
    if (duration === undefined) return undefined
    const isRight = length === 3 && at(1).tokenType === Block && duration.isRight
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
  const isArticle = first.image === 'a' || first.image === 'an'
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

/** The type of the verb of the rule to which the current token belongs; undefined if it is too far away. */
function startOfRule({ at }: Cursor): IToken['tokenType'] | undefined {
  for (let distance = -1; distance >= -MAX_RULE; distance--) {
    const token = at(distance)
    if (token.startOffset < 0) return undefined
    if (tokenMatcher(token, Starter) && at(distance - 1).tokenType !== Then) return token.tokenType
  }
  return undefined
}
