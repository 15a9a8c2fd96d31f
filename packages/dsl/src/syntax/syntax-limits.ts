/** How much text the parser accepts; each limit has a diagnostic of its own. */
export interface SyntaxLimits {
  /** Longest source, in UTF-16 code units (`TG350`). */
  readonly maxLength: number
  /** Deepest nesting of parentheses, `where` blocks and `not` together (`TG115`); at most 400. */
  readonly maxNesting: number
  /** Diagnostics reported for one source; behind them one more says that parsing stopped (`TG124`). */
  readonly maxDiagnostics: number
}

/** What `maxNesting` may be at most: every level costs room on the stack, and a stack that overflows has no diagnostic. */
export const deepestNesting = 400

/** A million characters, 64 levels, 100 diagnostics. */
export const defaultSyntaxLimits: SyntaxLimits = { maxLength: 1_000_000, maxNesting: 64, maxDiagnostics: 100 }
