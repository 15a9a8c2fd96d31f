/** One implementation of the work. Its results are consumed, so that the compiler cannot remove a call. */
export type Contender<I> = SyncContender<I> | AsyncContender<I>

/** A contender that returns its result directly. */
export interface SyncContender<I> {
  readonly name: string
  readonly run: (input: I) => unknown
  /** The work that it does not do, or how its work differs. */
  readonly note?: string
}

/** A contender that returns a promise, which is awaited before the next input, as its users do. */
export interface AsyncContender<I> {
  readonly name: string
  readonly runAsync: (input: I) => Promise<unknown>
  readonly note?: string
}
