/** Limits on what the parser accepts; each limit has its own diagnostic. */
export interface SyntaxLimits {
  /** Longest source, in UTF-16 code units (`TG350`). */
  readonly maxLength: number
  /** Deepest nesting of parentheses, `where` blocks and `not` together (`TG115`); at most 200. */
  readonly maxNesting: number
  /** Maximum number of diagnostics for one source; one more reports that there were too many (`TG124`). */
  readonly maxDiagnostics: number
}

/** Upper bound of `maxNesting`: every level uses stack space, and a stack overflow cannot be reported as a diagnostic. */
export const deepestNesting = 200

/** A million characters, 64 levels, 100 diagnostics. */
export const defaultSyntaxLimits: SyntaxLimits = { maxLength: 1_000_000, maxNesting: 64, maxDiagnostics: 100 }
