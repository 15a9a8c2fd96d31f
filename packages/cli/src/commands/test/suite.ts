import type { Step } from '../../request/sequence/step.ts'

/** Contents of a test file. */
export interface Suite {
  /** Path of the file, relative to the folder of the command. */
  readonly file: string
  /** Policy to test, relative to the file; by default the one next to it. */
  readonly policy?: string
  /** Value of the engine's option `trustProxy`. */
  readonly trustProxy?: unknown
  readonly cases: readonly Case[]
}

/** Requests that one gate decides in order, and the expected decisions. */
export interface Case {
  /** Name of the case; in a table it begins with the name of the test. */
  readonly name: string
  /** Start of the case; by default `defaultInstant`. */
  readonly at?: string
  readonly steps: readonly ExpectingStep[]
  readonly line: number
}

/** A step, and the expected decision for each of its requests. */
export interface ExpectingStep extends Step {
  readonly expect?: Expectation
}

/** Expected properties of a decision; absent properties are not compared. */
export interface Expectation {
  readonly outcome?: 'pass' | 'block' | 'limit'
  /** Name, `file:line` or text of the rule that decides. */
  readonly rule?: string
  readonly status?: number
  readonly reason?: string
  /** Value of the `Retry-After` field in whole seconds. */
  readonly retryAfter?: number
  /** Header fields of the reply by lower-case name (for a pass, the added fields); undefined if the field must be absent. */
  readonly headers?: Readonly<Record<string, string | undefined>>
  /** Whether the subject is blocked, because it has exceeded a limit with `then block for` (the limit of `rule`, if that is given). */
  readonly blocked?: boolean
  /** Names, places or texts of exactly those shadow rules that would have applied. */
  readonly shadows?: readonly string[]
  readonly line: number
}
