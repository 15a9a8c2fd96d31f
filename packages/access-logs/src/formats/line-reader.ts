import type { LogChunk } from '../log-chunk.ts'
import type { LogRecord } from '../log-record.ts'

/**
 * Why a line does not describe a request that can be evaluated: lower-case start, no final period. Faults come from a fixed set
 * and never contain parts of the line, so that reasons can be counted.
 */
export type Fault = string

/** Reads the lines of one log, in order. */
export interface LineReader {
  /** Moves on to the chunk that contains the next lines. */
  readonly turnTo: (chunk: LogChunk) => void
  /**
   * Reads the line from `start` to `end`, without its line break, into the record. Returns undefined on success, `blank` if the
   * line is legitimately not a request (an empty line or a directive), and otherwise what is wrong; then the content of the
   * record is undefined. MUST NOT throw, whatever the line contains. Takes time linear in the length of the line. Values of
   * `start` never decrease.
   */
  readonly read: (start: number, end: number, record: LogRecord) => Fault | typeof blank | undefined
  /** The number of lines of which only pieces have been read so far. Absent if lines are always whole. */
  readonly unfinished?: () => number
}

/** A format of access logs. */
export interface LogFormat {
  /** The name in reports. */
  readonly name: string
  /**
   * Creates a reader for one log that reads these header fields in addition to `Host` and `User-Agent`. Names are in lower case.
   * `zone` is the time zone of timestamps without an offset; UTC if absent. `receivedMs` returns the time of a line that contains none,
   * if what carries the line knows it.
   */
  readonly open: (headers: ReadonlySet<string>, zone?: string, receivedMs?: () => number) => LineReader
  /** The header fields that lines of this format contain, in lower case; undefined if that depends on the lines. */
  readonly headers: readonly string[] | undefined
  /** Whether the format has a field for the authenticated user. */
  readonly hasUser: boolean
  /** What distinguishes lines of this format from those of another that it also reads; absent if nothing is needed. */
  readonly evidence?: Evidence
}

/** Shows whether a log really is in a format, by what its lines would say then. */
export interface Evidence {
  /** The header fields to read for this, in lower case. */
  readonly headers: readonly string[]
  /** Whether a line speaks for the format, or against it; undefined if it does neither. */
  readonly of: (record: LogRecord) => boolean | undefined
}

/** The result for a line that is not a request and not an error. */
export const blank: unique symbol = Symbol('blank')

/** Whether the line contains only white space and control characters. */
export function isBlankLine(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at]! > 32) return false
  return true
}
