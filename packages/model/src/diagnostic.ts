import type { Place, Span } from './source.ts'

/** `TG1xx` syntax, `TG2xx` names and types, `TG3xx` rules that cannot work as written, `TG4xx` advice. */
export type DiagnosticCode = `TG${number}`

/** `error`: the policy is refused. `warning`: it works, but hardly as meant. `advice`: it could be better. */
export type Severity = 'error' | 'warning' | 'advice'

/** One replacement of a stretch of source; an empty span inserts, an empty text deletes. */
export interface TextEdit {
  readonly span: Span
  readonly text: string
}

/** Edits that mend what a diagnostic reports; applied together or not at all. */
export interface Fix {
  /** What the edits do, in the imperative: "replace `offce` by `office`". */
  readonly title: string
  readonly edits: readonly TextEdit[]
}

/** A second place that a diagnostic speaks of, such as the earlier declaration of a name. */
export interface Related {
  readonly span: Span
  readonly place: Place
  readonly message: string
}

/**
 * What is wrong with a policy's text, in the one shape that lexer, parser, checker, command line and editors share.
 * Diagnostics are collected, never thrown.
 */
export interface Diagnostic {
  readonly code: DiagnosticCode
  readonly severity: Severity
  readonly span: Span
  readonly place: Place
  /** One sentence, lower-case start, no final period, user text in backticks: says what was expected. */
  readonly message: string
  /** What to do about it. */
  readonly help?: string
  readonly related?: readonly Related[]
  readonly fix?: Fix
}
