import { LogError } from './log-error.ts'
import { escapeControls } from '@tidegate/values'
import { detectFormat } from './formats/detect-format.ts'
import { blank, type LineReader, type LogFormat } from './formats/line-reader.ts'
import type { CutChunk } from './input/chunker.ts'
import type { LogSource } from './input/log-source.ts'
import { type LogChunk, lineEnd } from './log-chunk.ts'
import { createLogRecord } from './log-record.ts'
import type { ReadLogsOptions } from './read-options.ts'
import { decodeOctets } from './decode-octets.ts'

/** Goes through the requests of one log, one of them read ahead. */
export interface LogCursor {
  /** The time of the request that is read ahead; NaN where the chunk is used up, or nothing has been read. */
  readonly headMs: () => number
  /** Turns to the next chunk, once the one before is used up. */
  readonly turnTo: (chunk: CutChunk) => void
  /** Hands requests to the sequencer up to this time, or to the end of the chunk: those of the time itself if `inclusive`. */
  readonly run: (untilMs: number, inclusive: boolean) => void
  /** Hands the request that is read ahead to the sequencer, and goes no further. */
  readonly stop: () => void
  readonly summary: () => CursorSummary
}

/** What a cursor has seen of its log. */
export interface CursorSummary {
  /** Absent when it held nothing but blank lines. */
  readonly format: LogFormat | undefined
  readonly lines: number
  /** Stamps of its first and its latest line that could be read. */
  readonly firstMs: number | undefined
  readonly latestMs: number | undefined
}

/** Counts of all logs together. */
export interface LineTotals {
  lines: number
  blank: number
}

/** What is said of a line that is longer than any server writes. */
export const tooLong = 'it is longer than 256 KiB'

/** What no text holds, but for the ESC that colours terminals. Tabs part fields, and octets from 128 on are parts of UTF-8. */
const controls = /(?![\t\r\u0080-\u009f])\p{Cc}/u

const byteOrderMark = '\u00ef\u00bb\u00bf'

/** A cursor in front of the log of this index. Its format is told by its first lines, or `LogError` thrown. */
export function createLogCursor(
  { name }: LogSource,
  log: number,
  totals: LineTotals,
  options: Pick<ReadLogsOptions, 'formats' | 'zone' | 'headers' | 'sequencer' | 'unreadable'>,
): LogCursor {
  const { sequencer, unreadable } = options
  let format: LogFormat | undefined
  let reader: LineReader | undefined
  let lineNumber = 0
  let firstMs: number | undefined
  let latestMs: number | undefined
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
    }
    reader?.turnTo(chunk)
    readOn()
  }

  /** Reads lines until one is a request, which is the one that is read ahead then. */
  function readOn(): void {
    const { text, bytes } = chunk
    while (start < text.length) {
      const breakAt = lineEnd(chunk, start)
      const end = breakAt > start && bytes[breakAt - 1] === 13 ? breakAt - 1 : breakAt
      lineNumber++
      totals.lines++
      const lineStart = start
      start = breakAt + 1
      const fault = reader === undefined ? blank : reader.read(lineStart, end, record)
      if (fault === undefined) {
        record.text = text
        record.start = lineStart
        record.end = end
        record.lineNumber = lineNumber
        record.log = log
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
    summary: () => ({ format, lines: lineNumber, firstMs, latestMs }),
  }
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
  const shown = name === '-' ? 'standard input' : `\`${name}\``
  if (controls.test(detection.line.replaceAll('\u001b', '')))
    throw new LogError(`${shown} holds no text`, 'logs are text, plain or packed with gzip or zstd')
  const line = escapeControls(decodeOctets(detection.line.trimEnd().slice(0, 200)))
  throw new LogError(
    `the format of ${shown} is not known; its first line is: ${line}`,
    detection.line.startsWith('{')
      ? 'say what it calls its fields: --json-keys client=…,time=…,method=…,target=…'
      : 'describe it with --format, in the syntax of nginx’s log_format or Apache’s LogFormat',
  )
}
