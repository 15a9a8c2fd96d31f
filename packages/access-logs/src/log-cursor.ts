import { LogError } from './log-error.ts'
import { escapeControls } from '@tidegate/values'
import { unusableFormatOf } from './formats/unusable-formats.ts'
import { blank, type Fault, type LineReader, type LogFormat } from './formats/line-reader.ts'
import type { CutChunk } from './input/chunker.ts'
import type { LogSource } from './input/log-source.ts'
import { type LogChunk, lineEnd } from './log-chunk.ts'
import { createLogRecord } from './log-record.ts'
import type { ReadLogsOptions } from './read-options.ts'
import { decodeOctets } from './decode-octets.ts'
import { detectWrappedFormat } from './wrappers/detect-wrapped-format.ts'
import { loggedHeaders } from './logged-headers.ts'

/** Steps through the requests of one log, and keeps one request buffered (lookahead). */
export interface LogCursor {
  /** The time of the buffered request; NaN if the chunk is used up or nothing has been read yet. */
  readonly headMs: () => number
  /** Moves on to the next chunk, after the previous one is used up. */
  readonly turnTo: (chunk: CutChunk) => void
  /**
   * Passes requests to the sequencer up to this time or the end of the chunk; requests at exactly this time only if `inclusive`.
   */
  readonly run: (untilMs: number, inclusive: boolean) => void
  /** Passes the buffered request to the sequencer and reads no further. */
  readonly stop: () => void
  /** Ends the log after its last chunk. */
  readonly end: () => void
  readonly summary: () => CursorSummary
}

/** What a cursor has learned about its log. */
export interface CursorSummary {
  /** Absent if the log contained only blank lines. */
  readonly format: LogFormat | undefined
  /** Whether lines of this log contain a header field; its name is in lower case. */
  readonly isLogged: (header: string) => boolean
  readonly lines: number
  /** Times of the first and of the latest line with a readable timestamp. */
  readonly firstMs: number | undefined
  readonly latestMs: number | undefined
}

/** Line counts over all logs. */
export interface LineTotals {
  lines: number
  blank: number
}

/** The reason that is reported for a line longer than any that servers write. */
export const tooLong = 'the line is longer than 256 KiB'

const incomplete = 'the log ends before the last piece of the line'

/**
 * Control characters that do not occur in text. ESC is left out by the caller because it colours terminal output; tabs separate
 * fields, and octets from 128 on are parts of UTF-8.
 */
const controls = /(?![\t\r\u0080-\u009f])\p{Cc}/u

const byteOrderMark = '\u00ef\u00bb\u00bf'

/**
 * Creates a cursor at the start of the log with this index. Its format is detected by its first lines; if that fails, `turnTo`
 * throws `LogError`.
 */
export function createLogCursor(
  { name }: LogSource,
  log: number,
  totals: LineTotals,
  options: Pick<
    ReadLogsOptions,
    'formats' | 'zone' | 'headers' | 'sequencer' | 'unreadable' | 'onOpen' | 'withEvents' | 'atStart'
  >,
): LogCursor {
  const { sequencer, unreadable, onOpen } = options
  let format: LogFormat | undefined
  let reader: LineReader | undefined
  let lineNumber = 0
  let firstMs: number | undefined
  let latestMs: number | undefined
  let isLogged: CursorSummary['isLogged'] = () => false
  let chunk: LogChunk = { text: '', bytes: new Uint8Array() }
  let start = 0
  let record = createLogRecord()
  let headMs = Number.NaN

  function turnTo(received: CutChunk): void {
    chunk = lineNumber === 0 ? withoutMark(received) : received
    start = 0
    if (received.cut) {
      lineNumber++
      totals.lines++
      unreadable.add(tooLong, { log, lineNumber, text: chunk.text })
      start = chunk.text.length
      return
    }
    if (reader === undefined) {
      format = formatOf(name, chunk, options.formats)
      reader = format?.open(options.headers, options.zone)
      if (format !== undefined) {
        isLogged = loggedHeaders(format, chunk, options.headers)
        onOpen?.(log, isLogged)
      }
    }
    reader?.turnTo(chunk)
    readOn()
  }

  /** Reads lines until one request is buffered. */
  function readOn(): void {
    const { text, bytes } = chunk
    while (start < text.length) {
      const breakAt = lineEnd(chunk, start)
      const end = breakAt > start && bytes[breakAt - 1] === 13 ? breakAt - 1 : breakAt
      lineNumber++
      totals.lines++
      const lineStart = start
      start = breakAt + 1
      record.logged = undefined
      record.bytes = undefined
      record.lastsMs = undefined
      record.timeIsEnd = false
      const fault = readLine(lineStart, end)
      if (fault === undefined) {
        record.text = text
        record.start = lineStart
        record.end = end
        record.lineNumber = lineNumber
        record.log = log
        if (options.atStart === true && record.timeIsEnd) record.timeMs -= record.lastsMs ?? 0
        headMs = record.timeMs
        firstMs ??= headMs
        if (latestMs === undefined || headMs > latestMs) latestMs = headMs
        return
      }
      if (fault === blank) totals.blank++
      else unreadable.add(fault, { log, lineNumber, text: text.slice(lineStart, end) })
    }
    headMs = Number.NaN
  }

  /** Reads one line. What a decision log says in addition to decisions is skipped unless it is wanted. */
  function readLine(lineStart: number, end: number): Fault | typeof blank | undefined {
    if (reader === undefined) return blank
    const fault = reader.read(lineStart, end, record)
    const isRequest = fault !== undefined || record.logged === undefined || record.logged.kind === 'decision'
    return isRequest || options.withEvents === true ? fault : blank
  }

  function run(untilMs: number, inclusive: boolean): void {
    while (headMs < untilMs || (inclusive && headMs === untilMs)) {
      record = sequencer.accept(record)
      readOn()
    }
  }

  return {
    headMs: () => headMs,
    turnTo,
    run,
    stop: () => {
      if (Number.isNaN(headMs)) return
      record = sequencer.accept(record)
      headMs = Number.NaN
    },
    end: () => {
      const count = reader?.unfinished?.() ?? 0
      for (let index = 0; index < count; index++) unreadable.add(incomplete, { log, lineNumber, text: '' })
      totals.blank -= count
    },
    summary: () => ({ format, isLogged, lines: lineNumber, firstMs, latestMs }),
  }
}

function withoutMark({ text, bytes }: LogChunk): LogChunk {
  const from = text.startsWith(byteOrderMark) ? byteOrderMark.length : 0
  return { text: text.slice(from), bytes: bytes.subarray(from) }
}

/**
 * Returns the format of a log, detected by its first lines; undefined as long as there are only blank lines. The only candidate is also
 * searched inside what collectors of logs write around lines.
 */
function formatOf(name: string, chunk: LogChunk, formats: readonly LogFormat[]): LogFormat | undefined {
  const detection = detectWrappedFormat(chunk, formats)
  if (detection.kind === 'format') return detection.format
  // Every line then is unreadable for a reason that the report shows.
  if (formats.length === 1) return formats[0]
  if (detection.kind === 'empty') return undefined
  const shown = name === '-' ? 'standard input' : `\`${name}\``
  if (controls.test(detection.line.replaceAll('\u001b', '')))
    throw new LogError(
      `${shown} is not a text file`,
      'logs are text files, uncompressed or compressed with gzip or zstd',
    )
  const unusable = unusableFormatOf(detection.line.trimEnd())
  if (unusable !== undefined)
    throw new LogError(
      `${shown} cannot be replayed: it looks like a log of ${unusable.title}`,
      `${unusable.lacks}: ${unusable.documentation}`,
    )
  const line = escapeControls(decodeOctets(detection.line.trimEnd().slice(0, 200)))
  throw new LogError(
    `unknown log format of ${shown}; its first line is: ${line}`,
    detection.line.startsWith('{')
      ? 'name its fields: --json-keys client=…,time=…,method=…,target=…'
      : 'describe it with `--format`, in the syntax of log_format (nginx) or LogFormat (Apache); `tidegate replay --formats` lists the known ones',
  )
}
