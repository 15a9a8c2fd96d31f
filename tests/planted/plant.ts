/** A mistake that somebody might make, and the tests that must notice it. */
export interface Plant {
  /** What is wrong then, as a sentence about behaviour. */
  readonly mistake: string
  /** Relative to the root of the repository. */
  readonly file: string
  /** Occurs exactly once in the file. */
  readonly find: string
  readonly replace: string
  /** What vitest is asked to run: one of its tests must fail. */
  readonly suites: readonly string[]
}
