import { type LogChunk, lineEnd } from '../log-chunk.ts'
import { createLogRecord } from '../log-record.ts'
import { faults } from './field-setter.ts'
import { blank, type Fault, type LogFormat } from './line-reader.ts'

/** The detected format of a log, or why it could not be detected. */
export type Detection =
  /** `readable`: how many of the first lines it reads. */
  | { readonly kind: 'format'; readonly format: LogFormat; readonly readable: number }
  /** The log contains only blank lines and directives. */
  | { readonly kind: 'empty' }
  /** No candidate can read a line. `line` is the first line that is not blank. */
  | { readonly kind: 'unknown'; readonly line: string; readonly fault: Fault }

const maxLines = 300
const maxSample = 24

/**
 * Returns the first candidate that reads at least nine tenths as many of the first 300 lines as the best one does.
 * Candidates that read more fields must come first. The tolerance of a tenth is needed because they read fewer damaged lines than
 * candidates that look only at the beginning of a line. Candidates that need evidence are skipped where the lines have none. If no
 * candidate reads any line, returns the first whose lines only have no valid request, as in a log of probes; otherwise the fault that the
 * last candidate finds in the first line. `receivedMs` is the time of lines that contain none.
 */
export function detectFormat(chunk: LogChunk, candidates: readonly LogFormat[], receivedMs?: () => number): Detection {
  const { lines, sample } = linesOf(chunk)
  // WHY: most candidates read no line of a log, which a few lines show.
  const likely = candidates.filter((format) => {
    const { readable, shaped } = tryFormat(chunk, format, sample, receivedMs)
    return readable + shaped > 0
  })
  const trials = (likely.length > 0 ? likely : candidates).map((format) => ({
    format,
    ...tryFormat(chunk, format, lines, receivedMs),
  }))
  const proven = trials.filter(({ isProven }) => isProven)
  const most = Math.max(0, ...proven.map(({ readable }) => readable))
  const best = proven.find(({ readable }) => readable > 0 && readable * 10 >= most * 9)
  if (best !== undefined) return { kind: 'format', format: best.format, readable: best.readable }
  const mostShaped = Math.max(0, ...proven.map(({ shaped }) => shaped))
  const shaped = proven.find((trial) => trial.shaped > 0 && trial.shaped * 10 >= mostShaped * 9)
  if (shaped !== undefined) return { kind: 'format', format: shaped.format, readable: 0 }
  const unread = trials.findLast(({ first }) => first !== undefined)?.first ?? unproven(trials, lines)
  if (unread === undefined) return { kind: 'empty' }
  return { kind: 'unknown', line: chunk.text.slice(unread.start, lineEnd(chunk, unread.start)), fault: unread.fault }
}

/** Returns the first line of a log that a candidate reads, for which there is not enough evidence. */
function unproven(trials: readonly Trial[], lines: readonly Line[]): Trial['first'] {
  return trials.some(({ readable }) => readable > 0) ? { start: lines[0]!.start, fault: 'no known format' } : undefined
}

interface Line {
  readonly start: number
  readonly end: number
}

/** Returns the first lines of a chunk, and some of them: directives, and others at equal distances. */
function linesOf(chunk: LogChunk): { readonly lines: readonly Line[]; readonly sample: readonly Line[] } {
  const lines: Line[] = []
  for (let start = 0; start < chunk.text.length && lines.length < maxLines;) {
    const end = lineEnd(chunk, start)
    lines.push({ start, end })
    start = end + 1
  }
  const step = Math.ceil(lines.length / maxSample)
  return { lines, sample: lines.filter(({ start }, index) => index % step === 0 || chunk.text[start] === '#') }
}

interface Trial {
  readonly readable: number
  /** The number of lines in which only the request is not valid. */
  readonly shaped: number
  /** Whether the evidence for the format suffices, or none is needed. */
  readonly isProven: boolean
  readonly first: { readonly start: number; readonly fault: Fault } | undefined
}

function tryFormat(
  chunk: LogChunk,
  format: LogFormat,
  lines: readonly Line[],
  receivedMs: (() => number) | undefined,
): Trial {
  const { evidence } = format
  const record = createLogRecord()
  const nowhere = record.ip
  const reader = format.open(new Set(evidence?.headers ?? []), undefined, receivedMs)
  reader.turnTo(chunk)
  let readable = 0
  let shaped = 0
  let pro = 0
  let contra = 0
  let first: Trial['first']
  for (const { start, end } of lines) {
    record.ip = nowhere
    const fault = reader.read(start, chunk.bytes[end - 1] === carriageReturn && end > start ? end - 1 : end, record)
    if (fault === blank) continue
    if (fault === faults.request && record.ip !== nowhere && record.timeMs > 0) shaped++
    if (fault !== undefined) {
      first ??= { start, fault }
      continue
    }
    readable++
    const speaks = evidence?.of(record)
    if (speaks === true) pro++
    if (speaks === false) contra++
  }
  return { readable, shaped, isProven: evidence === undefined || (pro > 0 && pro >= 9 * contra), first }
}

const carriageReturn = 13
