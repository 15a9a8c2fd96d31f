import type { LogFormat } from './formats/line-reader.ts'
import type { LogSource } from './input/log-source.ts'
import type { Sequencer } from './sequencer.ts'
import type { Unreadable } from './unreadable.ts'

/** What to read, how, and where records go. */
export interface ReadLogsOptions {
  readonly sources: readonly LogSource[]
  /** One format for all logs, or the candidates from which each log's format is detected. */
  readonly formats: readonly LogFormat[]
  /** The time zone of timestamps without an offset; UTC if absent. */
  readonly zone: string | undefined
  /** The header fields to read in addition to `Host` and `User-Agent`, in lower case. */
  readonly headers: ReadonlySet<string>
  /** Whether records also describe the lines of decision logs that are not requests: `LogRecord.logged`. Default false. */
  readonly withEvents?: boolean
  /**
   * Whether the times of requests are those at which they began, where the log says when they ended and how long they took. Otherwise, they are as logged.
   * Default false.
   */
  readonly atStart?: boolean
  readonly sequencer: Sequencer
  readonly unreadable: Unreadable
  /** Called when the format of a log is known: its index, and whether its lines contain a header field (in lower case). */
  readonly onOpen?: (log: number, isLogged: (header: string) => boolean) => void
  /** Aborting it ends reading at the current position. */
  readonly signal: AbortSignal
  /** Called after every chunk. */
  readonly onProgress: (progress: ReadProgress) => void
}

/** How far reading has come, for a progress bar. */
export interface ReadProgress {
  /** The number of stored (compressed) bytes read so far. */
  readonly bytes: number
  readonly lines: number
}
