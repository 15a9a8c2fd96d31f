import { CannotRun } from '../io.ts'
import { detectFormat } from './formats/detect-format.ts'
import { blank, type LineReader, type LogFormat } from './formats/line-reader.ts'
import { createChunker } from './input/chunker.ts'
import type { LogSource } from './input/log-source.ts'
import { cannotRead } from './input/log-sources.ts'
import { unpack } from './input/unpack.ts'
import { type LogChunk, lineEnd } from './log-chunk.ts'
import { escapeControls } from '../terminal/escape-controls.ts'
import type { Sequencer } from './sequencer.ts'
import type { Unreadable } from './tally/unreadable.ts'

/** What is read, how, and where it goes. */
export interface ReadLogsOptions {
  readonly sources: readonly LogSource[]
  /** One format for all logs, or those among which each log's first lines choose. */
  readonly formats: readonly LogFormat[]
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

/** What became of one log. */
export interface LogSummary {
  readonly name: string
  /** Absent when it held nothing but blank lines. */
  readonly format: LogFormat | undefined
  readonly lines: number
  /** Stamps of its first and its latest line that could be read. */
  readonly firstMs: number | undefined
  readonly latestMs: number | undefined
  /** Why it was not read to its end. */
  readonly broken: string | undefined
}

export interface LogsRead {
  /** Those that were reached. */
  readonly logs: readonly LogSummary[]
  readonly lines: number
  /** Empty lines and directives. */
  readonly blank: number
  /** Everything was read to its end. */
  readonly complete: boolean
}

/** What is said of a line that is longer than any server writes. */
export const tooLong = 'it is longer than 256 KiB'

/**
 * Reads logs one behind the other into the sequencer, and ends it. Throws `CannotRun` for a log that cannot be opened, or of which no
 * format reads the first lines; one that breaks off on the way (a cut gzip) is read as far as it goes.
 */
export async function readLogs(options: ReadLogsOptions): Promise<LogsRead> {
  const logs: LogSummary[] = []
  const totals = { bytes: 0, lines: 0, blank: 0 }
  for (const [log, source] of options.sources.entries()) {
    if (options.signal.aborted) break
    logs.push(await readLog(source, log, totals, options))
  }
  options.sequencer.end()
  const complete = !options.signal.aborted && logs.every(({ broken }) => broken === undefined)
  return { logs, lines: totals.lines, blank: totals.blank, complete }
}

interface Totals {
  bytes: number
  lines: number
  blank: number
}

async function readLog(source: LogSource, log: number, totals: Totals, options: ReadLogsOptions): Promise<LogSummary> {
  const lines = createLineTaker(source.name, log, totals, options)
  const chunker = createChunker(lines.take)
  let broken: string | undefined
  try {
    for await (const bytes of unpack(counted(source, totals), source.name)) {
      chunker.push(bytes)
      options.onProgress(totals)
      if (options.signal.aborted) break
    }
  } catch (error) {
    if (error instanceof CannotRun) throw error
    // An interruption ends what is being waited for.
    if (!options.signal.aborted && !isUnpackError(error)) throw cannotRead(source.name, error)
    if (isUnpackError(error)) broken = `it cannot be unpacked further: ${error.message}`
  }
  if (broken === undefined && !options.signal.aborted) chunker.end()
  else chunker.stop()
  return { name: source.name, broken, ...lines.summary() }
}

async function* counted(source: LogSource, totals: Totals): AsyncIterable<Uint8Array> {
  for await (const bytes of source.open()) {
    totals.bytes += bytes.length
    yield bytes
  }
}

function isUnpackError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('Z')
}

interface LineTaker {
  readonly take: (chunk: LogChunk, cut: boolean) => void
  readonly summary: () => Omit<LogSummary, 'name' | 'broken'>
}

const byteOrderMark = '\u00ef\u00bb\u00bf'

function createLineTaker(name: string, log: number, totals: Totals, options: ReadLogsOptions): LineTaker {
  const { sequencer, unreadable } = options
  let format: LogFormat | undefined
  let reader: LineReader | undefined
  let lineNumber = 0
  let firstMs: number | undefined
  let latestMs: number | undefined

  function take(received: LogChunk, cut: boolean): void {
    const chunk = lineNumber === 0 ? withoutMark(received) : received
    if (cut) {
      lineNumber++
      totals.lines++
      unreadable.add(tooLong, { log, lineNumber, text: chunk.text })
      return
    }
    if (reader === undefined) {
      format = formatOf(name, chunk, options.formats)
      reader = format?.open(options.headers)
    }
    takeLines(chunk, reader)
  }

  function takeLines(chunk: LogChunk, by: LineReader | undefined): void {
    const { text, bytes } = chunk
    by?.turnTo(chunk)
    let start = 0
    while (start < text.length) {
      const breakAt = lineEnd(chunk, start)
      const end = breakAt > start && bytes[breakAt - 1] === 13 ? breakAt - 1 : breakAt
      lineNumber++
      totals.lines++
      const record = sequencer.next()
      const fault = by === undefined ? blank : by.read(start, end, record)
      if (fault === undefined) {
        record.text = text
        record.start = start
        record.end = end
        record.lineNumber = lineNumber
        record.log = log
        firstMs ??= record.timeMs
        if (latestMs === undefined || record.timeMs > latestMs) latestMs = record.timeMs
        sequencer.accept()
      } else if (fault === blank) totals.blank++
      else unreadable.add(fault, { log, lineNumber, text: text.slice(start, end) })
      start = breakAt + 1
    }
  }

  return { take, summary: () => ({ format, lines: lineNumber, firstMs, latestMs }) }
}

function withoutMark({ text, bytes }: LogChunk): LogChunk {
  const from = text.startsWith(byteOrderMark) ? byteOrderMark.length : 0
  return { text: text.slice(from), bytes: bytes.subarray(from) }
}

/** The format of a log by its first lines; undefined while there are only blank ones. */
function formatOf(name: string, chunk: LogChunk, formats: readonly LogFormat[]): LogFormat | undefined {
  if (formats.length === 1) return formats[0]
  const detection = detectFormat(chunk, formats)
  if (detection.kind === 'format') return detection.format
  if (detection.kind === 'empty') return undefined
  const line = escapeControls(detection.line.slice(0, 200))
  throw new CannotRun(
    `the format of \`${name}\` is not known; its first line is: ${line}`,
    'describe it with --format, in the syntax of nginx’s log_format or Apache’s LogFormat',
  )
}
