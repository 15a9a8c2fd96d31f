import type { LogChunk } from '../log-chunk.ts'
import type { LogRecord } from '../log-record.ts'

/**
 * Why a line tells of no request that can be judged: lower-case start, no final period, from a fixed stock and never made of what the
 * line holds, so that reasons can be counted.
 */
export type Fault = string

/** Reads the lines of one log, in their order. */
export interface LineReader {
  /** Turns to the chunk in which the next lines stand. */
  readonly turnTo: (chunk: LogChunk) => void
  /**
   * Reads the line from `start` to `end`, its break left out, into what a request is made of in the record. Undefined when that could
   * be done, `blank` when the line is no request and need not be one (nothing, a directive), else what is wrong: then the record
   * holds nothing of meaning. MUST NOT throw, whatever the line holds; linear in its length; starts never go back.
   */
  readonly read: (start: number, end: number, record: LogRecord) => Fault | typeof blank | undefined
}

/** A format of access logs. */
export interface LogFormat {
  /** As reports name it. */
  readonly name: string
  /**
   * A reader for one log that puts these header fields into records, beside host and agent. Names are in lower case. Stamps without an
   * offset are of the zone, UTC if absent.
   */
  readonly open: (headers: ReadonlySet<string>, zone?: string) => LineReader
  /** Header fields that lines of this format hold, in lower case; undefined where only the lines tell. */
  readonly headers: readonly string[] | undefined
  /** The format has a place for the authenticated user. */
  readonly hasUser: boolean
}

/** What a reader says of a line that tells of no request and is no fault. */
export const blank: unique symbol = Symbol('blank')

/** Whether nothing but blank space and controls stands there. */
export function isBlankLine(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at]! > 32) return false
  return true
}
