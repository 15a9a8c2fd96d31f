import type { Span } from '@tidegate/model'

/** A part of a statement that stays together: the head of a rule, a clause, an entry of a list. */
export interface Piece {
  /** Its text, cut where it may be broken when it is too long for a line. */
  readonly parts: readonly string[]
  /** Where it stood. */
  readonly span: Span
}
