import { escapeControls } from '@tidegate/values'

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

/** Returns the text of a problem: one line for the message, and one for the help, without control characters. */
export function problemLines({ file, line, column, message, help }: SpecProblem): string {
  const shown = escapeControls(`${file}:${line}:${column}: ${message}`)
  return `${shown}\n${help === undefined ? '' : `  help: ${escapeControls(help)}\n`}`
}
