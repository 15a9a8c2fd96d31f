import type { Outcome } from '../pages/outcome.ts'

/** One row of a table: requests, and what the client receives from each of the two applications. */
export interface Row {
  readonly line: number
  readonly request: string
  readonly before: Outcome
  readonly after: Outcome
  /** What the page says about the row; it must say something if the outcomes differ. */
  readonly note: string
}

/** A set-up of the library and the same set-up of Tidegate, with requests that both receive. */
export interface SetUp {
  readonly title: string
  readonly before: string
  readonly after: string
  /** The policy, and the files that it reads, by name. */
  readonly files: Readonly<Record<string, string>>
  readonly rows: readonly Row[]
}
