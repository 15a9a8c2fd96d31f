import { Lexer, type IToken, type TokenType } from 'chevrotain'
import { DROPPED, earlyForeignTokens, lateForeignTokens } from './tokens-of-other-languages.ts'
import { COMMENTS, ownTokens } from './tokens.ts'

/** All kinds of tokens in the order in which they are tried: the first that matches is taken. */
export const vocabulary: readonly TokenType[] = [earlyForeignTokens, ownTokens, lateForeignTokens].flat()

/** The tokens of a text by what becomes of them, each in the order of the text; blanks are in none. */
export interface Tokenized {
  readonly tokens: IToken[]
  readonly comments: readonly IToken[]
  /** What means nothing in the language. */
  readonly dropped: readonly IToken[]
}

// WHY: a lexer takes milliseconds to build and keeps nothing of what it read, so one is made on first use and kept.
let lexer: Lexer | undefined

/** The tokens of a text. Total: any character is a token if nothing else. Linear, except that patterns look ahead to the end of their word. */
export function tokenize(text: string): Tokenized {
  lexer ??= new Lexer([...vocabulary], {
    positionTracking: 'onlyOffset',
    ensureOptimizations: true,
    skipValidations: true,
  })
  const { tokens, groups } = lexer.tokenize(text)
  return { tokens, comments: groups[COMMENTS] ?? [], dropped: groups[DROPPED] ?? [] }
}
