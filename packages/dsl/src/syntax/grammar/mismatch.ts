import type { IToken } from 'chevrotain'

/** A place at which the grammar expected something else. */
export interface Mismatch {
  /** A noun phrase. */
  readonly expected: string
  readonly token: IToken
  /** The token before it, where that is known. */
  readonly before: IToken | undefined
}
