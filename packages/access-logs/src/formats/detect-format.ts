import { type LogChunk, lineEnd } from '../log-chunk.ts'
import { createLogRecord } from '../log-record.ts'
import { blank, type Fault, type LogFormat } from './line-reader.ts'

/** The detected format of a log, or why it could not be detected. */
export type Detection =
  | { readonly kind: 'format'; readonly format: LogFormat }
  /** The log contains only blank lines and directives. */
  | { readonly kind: 'empty' }
  /** No candidate can read a line. `line` is the first line that is not blank. */
  | { readonly kind: 'unknown'; readonly line: string; readonly fault: Fault }

const maxLines = 1_000

/**
 * Returns the first candidate that reads at least nine tenths as many of the first thousand lines as the best one does.
 * Candidates that read more fields must come first. The tolerance of a tenth is needed because they read fewer damaged lines than
 * candidates that look only at the beginning of a line. If no candidate reads any line, returns the fault that the last candidate
 * finds in the first line.
 */
export function detectFormat(chunk: LogChunk, candidates: readonly LogFormat[]): Detection {
  const trials = candidates.map((format) => ({ format, ...tryFormat(chunk, format) }))
  const most = Math.max(0, ...trials.map(({ readable }) => readable))
  const best = trials.find(({ readable }) => readable > 0 && readable * 10 >= most * 9)
  if (best !== undefined) return { kind: 'format', format: best.format }
  const unread = trials.findLast(({ first }) => first !== undefined)?.first
  if (unread === undefined) return { kind: 'empty' }
  return { kind: 'unknown', line: chunk.text.slice(unread.start, lineEnd(chunk, unread.start)), fault: unread.fault }
}

interface Trial {
  readonly readable: number
  readonly first: { readonly start: number; readonly fault: Fault } | undefined
}

function tryFormat(chunk: LogChunk, format: LogFormat): Trial {
  const record = createLogRecord()
  const reader = format.open(new Set())
  reader.turnTo(chunk)
  let readable = 0
  let first: Trial['first']
  for (let start = 0, lines = 0; start < chunk.text.length && lines < maxLines; lines++) {
    const end = lineEnd(chunk, start)
    const fault = reader.read(start, end, record)
    if (fault === undefined) readable++
    else if (fault !== blank) first ??= { start, fault }
    start = end + 1
  }
  return { readable, first }
}
