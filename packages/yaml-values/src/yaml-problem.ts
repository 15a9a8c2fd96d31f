/** Something in a test or sequence file that is not understood, and where. */
export interface SpecProblem {
  readonly file: string
  /** From 1. */
  readonly line: number
  readonly column: number
  /** One sentence: lower-case start, no final period. */
  readonly message: string
  readonly help?: string
}

/** A problem on one line, with what to do about it on the next. */
export function problemLines({ file, line, column, message, help }: SpecProblem): string {
  return `${file}:${line}:${column}: ${message}\n${help === undefined ? '' : `  help: ${help}\n`}`
}
