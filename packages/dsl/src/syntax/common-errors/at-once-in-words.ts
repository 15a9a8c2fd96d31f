import { makeToken } from '../make-token.ts'
import { In, Limit, NumberText, Per, Word, WordAt, WordOnce } from '../tokens.ts'
import { replacing, spanOver, type CommonError, type Cursor } from './common-error.ts'

const PHRASES: readonly (readonly string[])[] = [
  ['at', 'once'],
  ['at', 'a', 'time'],
  ['at', 'one', 'time'],
  ['at', 'any', 'time'],
  ['at', 'the', 'same', 'time'],
  ['at-once'],
  ['atonce'],
  ['in', 'parallel'],
  ['in', 'progress'],
  ['in', 'flight'],
  ['concurrently'],
  ['simultaneously'],
  ['concurrent'],
  ['simultaneous'],
  ['parallel'],
]

const COUNTED = /^(?:req|reqs|request|requests|conn|connection|connections)$/u

const UNIT = /^(?:s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?)$/u

/** `limit 4 concurrent per ip`, `limit 4 connections at a time per ip`, `limit 4 connections per ip` for `limit 4 at once per ip`. */
export const atOnceInWords: CommonError = {
  begins: [Word, In],
  after: [NumberText],
  fix: (cursor) => {
    const { at, reporter } = cursor
    if (at(-2).tokenType !== Limit) return undefined
    const before = COUNTED.test(at(0).image) ? 1 : 0
    const phrase = phraseAt(cursor, before)
    const after = phrase > 0 && COUNTED.test(at(before + phrase).image) ? 1 : 0
    const length = before + phrase + after
    const counts = phrase === 0 && at(0).image.startsWith('conn') && isKeyNext(cursor)
    if ((phrase === 0 && !counts) || (length === 2 && at(0).image === 'at' && at(1).image === 'once')) return undefined
    const place = spanOver(at(0), at(length - 1), reporter)
    const found = reporter.source.text.slice(place.start, place.end)
    reporter.report('TG118', place, `expected \`at once\` after the number of requests, found \`${found}\``, {
      fix: replacing(place, 'at once', 'write `at once`'),
    })
    const start = at(0).startOffset
    return { skip: length, tokens: [makeToken(WordAt, 'at', start), makeToken(WordOnce, 'once', start)] }
  },
}

/** `limit 4 per ip at once` for `limit 4 at once per ip`. */
export const keyBeforeAtOnce: CommonError = {
  begins: [Per, In],
  after: [NumberText],
  fix: (cursor) => {
    const { at, reporter } = cursor
    if (at(-2).tokenType !== Limit) return undefined
    const phrase = phraseAt(cursor, 2)
    if (phrase === 0 || UNIT.test(at(1).image)) return undefined
    const place = spanOver(at(0), at(1 + phrase), reporter)
    const written = `at once ${reporter.source.text.slice(at(0).startOffset, at(1).startOffset + at(1).image.length)}`
    reporter.report('TG118', place, 'expected `at once` before the key of the limit', {
      fix: replacing(place, written, `write \`${written}\``),
    })
    const start = at(0).startOffset
    const words = [makeToken(WordAt, 'at', start), makeToken(WordOnce, 'once', start)]
    return { skip: 2 + phrase, tokens: [...words, at(0), at(1)] }
  },
}

/** The number of tokens of a phrase that means `at once`; 0 if there is none. */
function phraseAt({ at }: Cursor, distance: number): number {
  const found = PHRASES.find((words) => words.every((word, index) => at(distance + index).image === word))
  return found?.length ?? 0
}

/** Whether a key follows without a period: `connections per ip`. */
function isKeyNext({ at }: Cursor): boolean {
  const isTotal = at(1).tokenType === In && at(2).image === 'total'
  return (
    isTotal ||
    (at(1).tokenType === Per && at(2).tokenType !== NumberText && !UNIT.test(at(2).image) && at(3).tokenType !== Per)
  )
}
