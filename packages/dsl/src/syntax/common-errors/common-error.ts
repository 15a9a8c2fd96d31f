import type { Fix, Span } from '@tidegate/model'
import type { IToken, TokenType } from 'chevrotain'
import type { Reporter } from '../reporter.ts'

/** A common error: detected from a few tokens, reported with its fix, and parsed as what was probably intended. */
export interface CommonError {
  /** Types of the token with which the error begins. */
  readonly begins: readonly TokenType[]
  /** Types of the token before it, compared exactly and not by category; absent if any token may precede the error. */
  readonly after?: readonly TokenType[]
  /** Returns the replacement tokens, or undefined if the error was not made here. MUST report what it fixes. */
  readonly fix: (cursor: Cursor) => Fixed | undefined
}

/** The next `skip` tokens are to be replaced by `tokens`. */
export interface Fixed {
  readonly skip: number
  readonly tokens: readonly IToken[]
}

/** A position in the token sequence. */
export interface Cursor {
  readonly reporter: Reporter
  /** `at(0)` is the token with which the error may begin; `at(-1)` is the one before it, after any fixes. */
  readonly at: (distance: number) => IToken
}

/** Returns the span from the first character of one token to the last character of another. */
export function spanOver(first: IToken, last: IToken, { span }: Reporter): Span {
  return span(first.startOffset, last.startOffset + last.image.length)
}

/** Returns a fix that replaces a range of text. */
export function replacing(span: Span, text: string, title: string): Fix {
  return { title, edits: [{ span, text }] }
}

/** Returns a fix that inserts text after a token. */
export function insertingAfter(token: IToken, text: string, title: string, { span }: Reporter): Fix {
  const end = token.startOffset + token.image.length
  return { title, edits: [{ span: span(end, end), text }] }
}
