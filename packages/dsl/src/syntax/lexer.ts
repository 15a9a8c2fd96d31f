import { Lexer, type IToken, type TokenType } from 'chevrotain'
import { DROPPED, tokensTriedFirst, tokensTriedLast } from './tokens-of-other-languages.ts'
import { COMMENTS, ownTokens } from './tokens.ts'

/** All token types in the order in which they are tried; the first match wins. */
export const vocabulary: readonly TokenType[] = [tokensTriedFirst, ownTokens, tokensTriedLast].flat()

/** The tokens of a text by how they are used, each group in the order of the text; white space is omitted. */
export interface Tokenized {
  readonly tokens: IToken[]
  readonly comments: readonly IToken[]
  /** Characters without a meaning in the language. */
  readonly dropped: readonly IToken[]
}

// WHY: a lexer takes milliseconds to build and keeps no state between texts, so one is built on first use and reused.
let lexer: Lexer | undefined

/** Returns the tokens of a text. Total: every other character becomes a token of its own. Linear, except that patterns look ahead to the end of their word. */
export function tokenize(text: string): Tokenized {
  lexer ??= new Lexer([...vocabulary], {
    positionTracking: 'onlyOffset',
    ensureOptimizations: true,
    skipValidations: true,
  })
  const { tokens, groups } = lexer.tokenize(text)
  return { tokens, comments: groups[COMMENTS] ?? [], dropped: groups[DROPPED] ?? [] }
}
