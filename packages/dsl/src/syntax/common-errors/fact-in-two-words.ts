import type { Span } from '@tidegate/model'
import { EOF, tokenMatcher, type IToken } from 'chevrotain'
import type { Reporter } from '../reporter.ts'
import { makeToken, retypeToken } from '../make-token.ts'
import {
  And,
  Client,
  ClauseStarter,
  Is,
  LeftBrace,
  LeftParen,
  Or,
  Per,
  RightBrace,
  RightParen,
  Starter,
  Text,
  Word,
  WordIp,
  WordPresent,
  WordUser,
} from '../tokens.ts'
import { startsLine } from '../misspelt-keyword.ts'
import { replacing, spanOver, type CommonError } from './common-error.ts'
import { BEFORE_TEST } from './is-comparison.ts'

const NAMED = new Set(['header', 'query', 'cookie'])

/** `user agent`, `client ip`, `header "x-key"`, `header x-key`: a fact in two words. */
export const factInTwoWords: CommonError = {
  begins: [WordUser, Client, Word],
  fix: ({ at, reporter }) => {
    const isKey = tokenMatcher(at(-1), Per)
    if (!isKey && !BEFORE_TEST.some((type) => tokenMatcher(at(-1), type))) return undefined
    const [first, second] = [at(0), at(1)]
    const place = withBracket(spanOver(first, second, reporter), reporter)
    const written = reporter.source.text.slice(place.start, place.end)
    if (
      NAMED.has(first.image) &&
      (second.tokenType === Text || isName(second.image, at(2).image) || (isKey && isKeyName(second)))
    ) {
      const name = second.tokenType === Text ? second.image : `"${second.image}"`
      const fact = `${first.image}(${name})`
      reporter.report('TG126', place, `expected \`${fact}\`, found \`${written}\``, {
        fix: replacing(place, fact, `write \`${fact}\``),
      })
      const text = second.tokenType === Text ? second : retypeToken(second, Text, second.image)
      return {
        skip: 2,
        tokens: [
          first,
          makeToken(LeftParen, '(', second.startOffset),
          text,
          makeToken(RightParen, ')', second.startOffset),
        ],
      }
    }
    if (NAMED.has(first.image) && !isKey && isBareName(second, at(2), reporter)) {
      const fact = `${first.image}("${second.image}") is present`
      reporter.report('TG126', place, `expected \`${fact}\`, found \`${written}\``, {
        help: `\`${first.image}("${second.image}") == "…"\` tests its value`,
        fix: replacing(place, fact, `write \`${fact}\``),
      })
      const { startOffset } = second
      const named = [makeToken(LeftParen, '(', startOffset), retypeToken(second, Text, second.image)]
      const present = [makeToken(Is, 'is', startOffset), makeToken(WordPresent, 'present', startOffset)]
      return { skip: 2, tokens: [first, ...named, makeToken(RightParen, ')', startOffset), ...present] }
    }
    // `client ip from` begins a statement; the name of a set before it may be a word after which a test could stand.
    const fact =
      first.tokenType === WordUser && second.image === 'agent'
        ? 'agent'
        : first.tokenType === Client && second.tokenType === WordIp && at(2).image !== 'from'
          ? 'ip'
          : undefined
    if (fact === undefined) return undefined
    reporter.report('TG123', place, `expected \`${fact}\`, found \`${written}\``, {
      fix: replacing(place, fact, `write \`${fact}\``),
    })
    return {
      skip: 2,
      tokens: [fact === 'ip' ? makeToken(WordIp, fact, first.startOffset) : makeToken(Word, fact, first.startOffset)],
    }
  },
}

/** `header["x-key"]`: the brackets, which the lexer has dropped, belong to the fact. */
function withBracket(place: Span, reporter: Reporter): Span {
  const { text } = reporter.source
  const isOpen = text.slice(place.start, place.end).includes('[')
  return isOpen && text.charAt(place.end) === ']' ? reporter.span(place.start, place.end + 1) : place
}

/** Whether a word after `per header` is a name without quotes. */
function isKeyName(token: IToken): boolean {
  return tokenMatcher(token, Word) && /^[A-Za-z][\w-]*$/u.test(token.image)
}

const ENDS = [EOF, And, Or, RightParen, LeftBrace, RightBrace, Starter, ClauseStarter]
const STATES = new Set([
  'exists',
  'missing',
  'present',
  'absent',
  'empty',
  'unset',
  'undefined',
  'set',
  'is',
  'in',
  'not',
])

/** Whether a word is a name without quotes at the end of a test: `block query debug`. */
function isBareName(word: IToken, next: IToken, reporter: Reporter): boolean {
  if (!tokenMatcher(word, Word) || STATES.has(word.image) || startsLine(word, reporter)) return false
  return ENDS.some((type) => tokenMatcher(next, type))
}

/** Whether a word is a name without quotes: an operator follows it, and it is not one itself. */
function isName(word: string, next: string): boolean {
  return (
    /^[A-Za-z][\w-]*$/u.test(word) &&
    ['==', '!=', '=', 'in', 'contains', 'starts', 'ends', 'is'].includes(next) &&
    !['is', 'in', 'not'].includes(word)
  )
}
