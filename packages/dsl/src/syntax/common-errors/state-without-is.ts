import { tokenMatcher, type TokenType } from 'chevrotain'
import { makeToken } from '../make-token.ts'
import { Is, RightParen, Word, WordAbsent, WordEmpty, WordPresent, WordUser } from '../tokens.ts'
import { replacing, spanOver, type CommonError } from './common-error.ts'
import { isComparison } from './is-comparison.ts'
import { closesNamedFact } from './named-fact.ts'

const STATES: ReadonlyMap<string, { readonly written: string; readonly type: TokenType }> = new Map([
  ...['absent', 'missing', 'unset', 'undefined'].map(
    (word) => [word, { written: 'is absent', type: WordAbsent }] as const,
  ),
  ...['present', 'exists'].map((word) => [word, { written: 'is present', type: WordPresent }] as const),
  ['empty', { written: 'is empty', type: WordEmpty }],
])

/** `header("x") missing`, `user exists`: a state without `is`. */
export const stateWithoutIs: CommonError = {
  begins: [Word],
  after: [Word, WordUser, RightParen],
  fix: (cursor) => {
    const { at, reporter } = cursor
    const word = at(0)
    const state = STATES.get(word.image)
    if (state === undefined) return undefined
    if (tokenMatcher(at(-1), RightParen) ? !closesNamedFact(cursor) : !isComparison(cursor)) return undefined
    const place = spanOver(word, word, reporter)
    reporter.report('TG126', place, `expected \`${state.written}\`, found \`${word.image}\``, {
      fix: replacing(place, state.written, `write \`${state.written}\``),
    })
    return { skip: 1, tokens: [makeToken(Is, 'is', word.startOffset), makeToken(state.type, '', word.startOffset)] }
  },
}
