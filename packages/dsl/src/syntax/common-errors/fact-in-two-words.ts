import { tokenMatcher, type IToken } from 'chevrotain'
import { makeToken, retypeToken } from '../make-token.ts'
import { Client, LeftParen, Per, RightParen, Text, Word, WordIp, WordUser } from '../tokens.ts'
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
    const place = spanOver(first, second, reporter)
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
    const fact =
      first.tokenType === WordUser && second.image === 'agent'
        ? 'agent'
        : first.tokenType === Client && second.tokenType === WordIp
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

/** Whether a word after `per header` is a name without quotes. */
function isKeyName(token: IToken): boolean {
  return tokenMatcher(token, Word) && /^[A-Za-z][\w-]*$/u.test(token.image)
}

/** Whether a word is a name without quotes: an operator follows it, and it is not one itself. */
function isName(word: string, next: string): boolean {
  return (
    /^[A-Za-z][\w-]*$/u.test(word) &&
    ['==', '!=', '=', 'in', 'contains', 'starts', 'ends', 'is'].includes(next) &&
    !['is', 'in', 'not'].includes(word)
  )
}
