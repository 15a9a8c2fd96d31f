import type { blank, Fault } from '../formats/line-reader.ts'
import type { LogChunk } from '../log-chunk.ts'

/** What a collector of logs writes around each line of a program. */
export interface Wrapper {
  /** The name in reports. */
  readonly name: string
  /** Creates a peeler for one log. */
  readonly open: () => Peeler
}

/** Takes the wrapping off the lines of one log, in order. */
export interface Peeler {
  readonly turnTo: (chunk: LogChunk) => void
  /**
   * Finds the program's line in the line from `start` to `end`, and describes it by the other properties. Returns `blank` for a piece
   * of a line that continues in a later one, and a fault for a line that is not wrapped like this. Never throws; linear.
   */
  readonly peel: (start: number, end: number) => Fault | typeof blank | undefined
  /** Where the line is in the chunk; only if `text` is undefined. */
  readonly start: number
  readonly end: number
  /** The line, one character per octet, if it is not a part of the chunk as it is. */
  readonly text: string | undefined
  /** The time at which the line was received, in milliseconds since 1970; NaN if the wrapping does not say so exactly. */
  readonly receivedMs: number
  /** The number of lines of which only pieces have come so far. */
  readonly unfinished: () => number
}
