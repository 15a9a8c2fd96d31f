import type { GateRequest } from '@tidegate/engine'

/** A request that the playground decides, and when. */
export interface AskedRequest {
  readonly atMs: number
  readonly request: GateRequest
  /** The status of the application's reply, for limits that count replies. Absent: 200. */
  readonly reply?: number
  /** For how long it is in progress, for limits `at once`. Absent: it ends at once. */
  readonly lastsMs?: number
}

/** What was read of the text in the requests' pane. */
export interface ReadRequests {
  /** What the text is, in words: `typed requests`, `an access log (nginx-combined)`. */
  readonly form: string
  readonly requests: readonly AskedRequest[]
  /** What could not be read, with the line (from 1) where there is one. At most `maxProblems`. */
  readonly problems: readonly RequestProblem[]
  /** The number of all lines that could not be read. */
  readonly unread: number
}

/** A line that is not a request, or a remark about all of them. */
export interface RequestProblem {
  readonly line?: number
  readonly message: string
}

/** How many problems are shown. */
export const maxProblems = 50

/** The longest line that is read, in characters: as much as `tidegate replay` reads, in bytes. */
export const maxLineLength: number = 256 * 1024

/** Why a longer line is not read. */
export const tooLong = 'the line is longer than 256 KiB'

/** The time at which requests start that say none: a Wednesday at noon, as in test files. */
export const defaultStartMs: number = Date.UTC(2026, 0, 7, 12)

/** The client of requests that say none. */
export const usualAddress = '203.0.113.20'
