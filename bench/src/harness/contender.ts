/** One way of doing the work. What it returns is consumed, so that no call can be left out. */
export type Contender<I> = SyncContender<I> | AsyncContender<I>

/** Answers at once. */
export interface SyncContender<I> {
  readonly name: string
  readonly run: (input: I) => unknown
  /** What it is spared, or how its work differs. */
  readonly note?: string
}

/** Answers with a promise, which is awaited before the next input, as its users do. */
export interface AsyncContender<I> {
  readonly name: string
  readonly runAsync: (input: I) => Promise<unknown>
  readonly note?: string
}
