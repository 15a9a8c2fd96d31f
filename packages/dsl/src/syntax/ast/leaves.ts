import type { Span } from '@tidegate/model'

/** A word with its position. */
export interface Name {
  readonly text: string
  readonly span: Span
}

/** A string in quotes, with its escapes resolved. */
export interface StringLiteral {
  readonly text: string
  readonly span: Span
}

/** A number as written; the language has no signed numbers. */
export interface NumberLiteral {
  readonly value: number
  readonly span: Span
}

/** One comment line, from `#` to the end of the line. */
export interface Comment {
  readonly text: string
  readonly span: Span
}
