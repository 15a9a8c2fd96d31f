import type { Span } from '@tidegate/model'

/** A part of a statement that is kept together: the head of a rule, a clause, an entry of a list. */
export interface Piece {
  /** Its text, split where a line break is allowed if it is too long for one line. */
  readonly parts: readonly string[]
  /** Its position in the source. */
  readonly span: Span
}
