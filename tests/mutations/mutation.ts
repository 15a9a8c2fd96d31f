/** An error that a developer might make, and the suites of which at least one must fail with it. */
export interface Mutation {
  /** The wrong behaviour, as a sentence. */
  readonly error: string
  /** The path of the source file, relative to the root of the repository. */
  readonly file: string
  /** The code to replace, which occurs exactly once in the file. */
  readonly find: string
  readonly replace: string
  /** The files or folders that Vitest runs: one of their tests must fail. */
  readonly suites: readonly string[]
}
