import type { Step } from '../../request/sequence/step.ts'

/** A test file, read. */
export interface Suite {
  /** As seen from the folder in which the command runs. */
  readonly file: string
  /** The policy that it is about, as the file names it: relative to it. Absent: the one beside it. */
  readonly policy?: string
  /** As the engine's option of that name. */
  readonly trustProxy?: unknown
  readonly cases: readonly Case[]
}

/** Requests that are decided one after the other by a gate of their own, and what is expected of them. */
export interface Case {
  /** With the name of the table that it stands in. */
  readonly name: string
  /** When it begins; absent: the fixed instant of tests. */
  readonly at?: string
  readonly steps: readonly ExpectingStep[]
  readonly line: number
}

/** A step and what is expected of each of its requests. */
export interface ExpectingStep extends Step {
  readonly expect?: Expectation
}

/** What is expected of a decision; what is absent may be anything. */
export interface Expectation {
  readonly outcome?: 'pass' | 'block' | 'limit'
  /** Name, `file:line` or text of the rule that decides. */
  readonly rule?: string
  readonly status?: number
  readonly reason?: string
  /** Whole seconds, as the `Retry-After` field has them. */
  readonly retryAfter?: number
  /** Fields of the reply (of a pass: those that are added to it) by lower-case name; undefined: the field must not be there. */
  readonly headers?: Readonly<Record<string, string | undefined>>
  /** Names, places or texts of the shadow rules that would have done something: these and no others. */
  readonly shadows?: readonly string[]
  readonly line: number
}
