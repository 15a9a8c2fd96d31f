import type { Diagnostic, Place, Span } from '@tidegate/model'
import type { KnownCode } from '../../codes.ts'

/** One code of a comment `# accept CODE: reason`. */
export interface Acceptance {
  readonly code: KnownCode
  readonly reason: string
  /** The code in the comment. */
  readonly span: Span
  readonly place: Place
  /** The statement below the comment; of a `where` block, its condition. From the beginning of the file, if it is the first statement. */
  readonly statement: Span
  /** Lists and imported files that the statement reads: findings in them are accepted at the statement. */
  readonly files: readonly string[]
}

/** A warning or advice that a comment accepts. */
export interface AcceptedFinding {
  readonly diagnostic: Diagnostic
  readonly reason: string
  /** Where the code is in the comment. */
  readonly place: Place
}
