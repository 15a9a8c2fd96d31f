import { tokenMatcher } from 'chevrotain'
import { makeToken } from '../make-token.ts'
import {
  Above,
  And,
  AtLeast,
  AtMost,
  Below,
  Comma,
  Counting,
  Limit,
  Not,
  NotSame,
  NumberText,
  Or,
  Word,
  WordOnly,
  WordReplies,
} from '../tokens.ts'
import { replacing, spanOver, type CommonError } from './common-error.ts'
import { startOfRule } from './rule-of-clause.ts'
import { isInReplies } from './statuses-by-class.ts'

const HELP = 'list the statuses that count: `counting only replies 401, 403`'
const FAILURES = new Set(
  'failure failures failed failing errors error denied unsuccessful invalid wrong bad'.split(' '),
)
const STATUS = new Set('status statuses code codes reply replies response responses'.split(' '))
const WHAT = new Set('login logins attempt attempts request requests reply replies response responses'.split(' '))

/** `counting failures`, `counting only failed logins`: which statuses count is written. */
export const countingFailures: CommonError = {
  begins: [Counting],
  fix: ({ at, reporter }) => {
    let length = tokenMatcher(at(1), WordOnly) ? 2 : 1
    if (!FAILURES.has(at(length).image)) return undefined
    while (length < 4 && WHAT.has(at(length + 1).image)) length++
    if (tokenMatcher(at(length + 1), NumberText)) return undefined
    const place = spanOver(at(0), at(length), reporter)
    const found = reporter.source.text.slice(place.start, place.end)
    reporter.report('TG110', place, `expected \`counting only replies\` and statuses, found \`${found}\``, {
      help: HELP,
    })
    const { startOffset } = at(length)
    const words = [makeToken(WordOnly, '', startOffset), makeToken(WordReplies, '', startOffset)]
    return { skip: length + 1, tokens: [at(0), ...words, makeToken(NumberText, '401', startOffset)] }
  },
}

/** `counting only replies not 200`, `>= 400`: statuses are listed one by one. */
export const comparedStatuses: CommonError = {
  begins: [Not, NotSame, AtLeast, AtMost, Above, Below],
  after: [WordReplies],
  fix: ({ at, reporter }) => {
    if (!tokenMatcher(at(1), NumberText)) return undefined
    const place = spanOver(at(0), at(1), reporter)
    const found = reporter.source.text.slice(place.start, place.end)
    reporter.report('TG110', place, `expected a status such as \`401\`, found \`${found}\``, { help: HELP })
    return { skip: 2, tokens: [makeToken(NumberText, '401', at(1).startOffset)] }
  },
}

/** `counting only replies 401 or 403`: statuses are separated by commas. */
export const statusesWithOr: CommonError = {
  begins: [Or, And],
  after: [NumberText],
  fix: ({ at, reporter }) => {
    if (!tokenMatcher(at(1), NumberText) || !isInReplies(at)) return undefined
    const word = at(0)
    const place = spanOver(at(-1), word, reporter)
    const status = at(-1).image
    reporter.report(
      'TG110',
      spanOver(word, word, reporter),
      `expected \`,\` between statuses, found \`${word.image}\``,
      {
        fix: replacing(place, `${status},`, 'write `,`'),
      },
    )
    return { skip: 1, tokens: [makeToken(Comma, ',', word.startOffset)] }
  },
}

/** `on status 401` for `counting only replies 401`. */
export const onStatus: CommonError = {
  begins: [Word],
  fix: (cursor) => {
    const { at, reporter } = cursor
    if (at(0).image !== 'on' || !STATUS.has(at(1).image) || !tokenMatcher(at(2), NumberText)) return undefined
    if (startOfRule(cursor) !== Limit) return undefined
    const place = spanOver(at(0), at(1), reporter)
    const found = reporter.source.text.slice(place.start, place.end)
    reporter.report('TG110', place, `expected \`counting only replies\`, found \`${found}\``, {
      fix: replacing(place, 'counting only replies', 'write `counting only replies`'),
    })
    const { startOffset } = at(1)
    const words = [makeToken(Counting, '', at(0).startOffset), makeToken(WordOnly, '', startOffset)]
    return { skip: 2, tokens: [...words, makeToken(WordReplies, '', startOffset)] }
  },
}

/** `limit 5 failures per minute`: what counts is a clause. */
export const limitOfFailures: CommonError = {
  begins: [Word],
  after: [NumberText],
  fix: ({ at, reporter }) => {
    if (at(-2).tokenType !== Limit || !FAILURES.has(at(0).image)) return undefined
    const length = WHAT.has(at(1).image) ? 2 : 1
    const place = spanOver(at(0), at(length - 1), reporter)
    const found = reporter.source.text.slice(place.start, place.end)
    reporter.report('TG118', place, `expected \`per\` after the number of requests, found \`${found}\``, {
      help: 'a limit counts requests; add `counting only replies 401, 403` at its end to count only those with these statuses',
    })
    return { skip: length, tokens: [] }
  },
}
