/** An error in a test or sequence file, and its position. */
export interface SpecProblem {
  readonly file: string
  /** The line number, from 1. */
  readonly line: number
  readonly column: number
  /** One sentence: lower-case start, no final period. */
  readonly message: string
  readonly help?: string
}

/** Returns the text of a problem: one line for the message, and one for the help. */
export function problemLines({ file, line, column, message, help }: SpecProblem): string {
  return `${file}:${line}:${column}: ${message}\n${help === undefined ? '' : `  help: ${help}\n`}`
}
