import type { Place, Span } from './source.ts'

/** `TG1xx` syntax, `TG2xx` names and types, `TG3xx` rules that cannot work as written, `TG4xx` advice. */
export type DiagnosticCode = `TG${number}`

/**
 * `error`: the policy is rejected. `warning`: it is valid, but probably not what its author intended. `advice`: it could be better.
 */
export type Severity = 'error' | 'warning' | 'advice'

/** One replacement of a range of the source; an empty span inserts, an empty text deletes. */
export interface TextEdit {
  readonly span: Span
  readonly text: string
}

/** Edits that fix what a diagnostic reports. They are applied together or not at all. */
export interface Fix {
  /** What the edits do, in the imperative: "replace `offce` by `office`". */
  readonly title: string
  readonly edits: readonly TextEdit[]
}

/** Another location that a diagnostic refers to, such as the earlier declaration of a name. */
export interface Related {
  readonly span: Span
  readonly place: Place
  readonly message: string
}

/**
 * A problem in a policy's text, in the shape that the lexer, the parser, the checker, the command line and editors share. Diagnostics
 * are collected, never thrown.
 */
export interface Diagnostic {
  readonly code: DiagnosticCode
  readonly severity: Severity
  readonly span: Span
  readonly place: Place
  /** One sentence in lower case without a final period, with user text in backticks: what was expected. */
  readonly message: string
  /** How to fix it. */
  readonly help?: string
  readonly related?: readonly Related[]
  readonly fix?: Fix
}
