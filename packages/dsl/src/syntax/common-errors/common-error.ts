import type { Fix, Span } from '@tidegate/model'
import type { IToken, TokenType } from 'chevrotain'
import type { Reporter } from '../reporter.ts'

/** A well-known mistake: noticed by a few tokens, reported with its fix, and read as what was meant. */
export interface Mistake {
  /** Types of tokens with which the mistake begins. */
  readonly begins: readonly TokenType[]
  /** Types of which the token before it is, itself and not by what it counts as; absent where any will do. */
  readonly behind?: readonly TokenType[]
  /** Undefined where the mistake was not made. MUST report what it mends. */
  readonly mend: (here: Here) => Mended | undefined
}

/** What the next `skip` tokens are read as. */
export interface Mended {
  readonly skip: number
  readonly tokens: readonly IToken[]
}

/** A place in the row of tokens. */
export interface Here {
  readonly reporter: Reporter
  /** `at(0)` is the token with which the mistake may begin, `at(-1)` the one before it, mended if need be. */
  readonly at: (distance: number) => IToken
}

/** The stretch from the first character of a token to the last of another. */
export function spanOver(first: IToken, last: IToken, { span }: Reporter): Span {
  return span(first.startOffset, last.startOffset + last.image.length)
}

/** A fix that replaces a stretch of text. */
export function replacing(span: Span, text: string, title: string): Fix {
  return { title, edits: [{ span, text }] }
}

/** A fix that puts a text behind a token. */
export function insertingBehind(token: IToken, text: string, title: string, { span }: Reporter): Fix {
  const end = token.startOffset + token.image.length
  return { title, edits: [{ span: span(end, end), text }] }
}
