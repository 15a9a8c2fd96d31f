import type { LogFormat } from './formats/line-reader.ts'
import type { LogSource } from './input/log-source.ts'
import type { Sequencer } from './sequencer.ts'
import type { Unreadable } from './unreadable.ts'

/** What is read, how, and where it goes. */
export interface ReadLogsOptions {
  readonly sources: readonly LogSource[]
  /** One format for all logs, or those among which each log's first lines choose. */
  readonly formats: readonly LogFormat[]
  /** Of stamps without an offset; UTC if absent. */
  readonly zone: string | undefined
  /** Header fields that are looked at, beside host and agent; in lower case. */
  readonly headers: ReadonlySet<string>
  readonly sequencer: Sequencer
  readonly unreadable: Unreadable
  /** Reading ends where it is when it is aborted. */
  readonly signal: AbortSignal
  /** Told after every chunk. */
  readonly onProgress: (progress: ReadProgress) => void
}

export interface ReadProgress {
  /** Stored bytes that have been read. */
  readonly bytes: number
  readonly lines: number
}
