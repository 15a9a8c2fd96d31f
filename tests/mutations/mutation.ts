/** An error that a developer might make, and the suites of which at least one must fail with it. */
export interface Mutation {
  /** What is wrong then, as a sentence about behaviour. */
  readonly error: string
  /** Relative to the root of the repository. */
  readonly file: string
  /** Occurs exactly once in the file. */
  readonly find: string
  readonly replace: string
  /** What vitest is asked to run: one of its tests must fail. */
  readonly suites: readonly string[]
}
