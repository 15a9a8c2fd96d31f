import { detectFormat, type Detection } from '../formats/detect-format.ts'
import { blank, type LogFormat } from '../formats/line-reader.ts'
import { chunkOf, type LogChunk, lineEnd } from '../log-chunk.ts'
import { jsonWrappers } from './json-wrappers.ts'
import { prefixWrappers } from './prefix-wrappers.ts'
import { wrappedFormat } from './wrapped-format.ts'
import type { Wrapper } from './wrapper.ts'

/** What collectors of logs write around lines: the more specific one of two comes first. */
export const wrappers: readonly Wrapper[] = [...prefixWrappers, ...jsonWrappers]

const maxDepth = 3
const maxLines = 1_000

/**
 * Detects the format of a log by its first lines, which may be wrapped by a collector of logs, or by several. Lines are taken as they are
 * if a format reads at least half of them; otherwise the detection is the one with which most lines are read.
 */
export function detectWrappedFormat(chunk: LogChunk, candidates: readonly LogFormat[]): Detection {
  return detectInside(chunk, candidates, { depth: maxDepth, receivedMs: undefined })
}

interface Inside {
  /** The number of further collectors. */
  readonly depth: number
  readonly receivedMs: (() => number) | undefined
}

function detectInside(chunk: LogChunk, candidates: readonly LogFormat[], { depth, receivedMs }: Inside): Detection {
  const plain = detectFormat(chunk, candidates, receivedMs)
  if (plain.kind === 'empty' || depth === 0) return plain
  const lines = linesOf(chunk)
  let best = plain
  if (readableOf(best) * 2 >= lines.length) return best
  for (const wrapper of wrappers) {
    const inside = peeled(wrapper, chunk, lines)
    if (inside === undefined) continue
    const found = detectInside(chunkOf(inside.text), candidates, {
      depth: depth - 1,
      receivedMs: Number.isNaN(inside.receivedMs) ? receivedMs : () => inside.receivedMs,
    })
    if (found.kind === 'format' && isBetter(found, best))
      best = { ...found, format: wrappedFormat(wrapper, found.format) }
  }
  return best
}

function isBetter(found: Detection, best: Detection): boolean {
  if (best.kind !== 'format') return true
  return readableOf(found) > readableOf(best)
}

function readableOf(detection: Detection): number {
  return detection.kind === 'format' ? detection.readable : 0
}

interface Line {
  readonly start: number
  readonly end: number
}

/** Returns the first lines that are not empty. */
function linesOf(chunk: LogChunk): readonly Line[] {
  const lines: Line[] = []
  for (let start = 0; start < chunk.text.length && lines.length < maxLines;) {
    const breakAt = lineEnd(chunk, start)
    const end = chunk.text[breakAt - 1] === '\r' && breakAt > start ? breakAt - 1 : breakAt
    if (chunk.text.slice(start, end).trim() !== '') lines.push({ start, end })
    start = breakAt + 1
  }
  return lines
}

/** Returns what is inside the lines, and the time of the last one; undefined if fewer than half of them are wrapped like this. */
function peeled(
  wrapper: Wrapper,
  chunk: LogChunk,
  lines: readonly Line[],
): { readonly text: string; readonly receivedMs: number } | undefined {
  const peeler = wrapper.open()
  peeler.turnTo(chunk)
  const inside: string[] = []
  let count = 0
  for (const [index, { start, end }] of lines.entries()) {
    const fault = peeler.peel(start, end)
    if (fault === undefined || fault === blank) count++
    if (fault === undefined)
      inside.push((peeler.text ?? chunk.text.slice(peeler.start, peeler.end)).replaceAll('\n', ' '))
    if (index === 50 && count === 0) return undefined
  }
  return inside.length > 0 && count * 2 >= lines.length
    ? { text: `${inside.join('\n')}\n`, receivedMs: peeler.receivedMs }
    : undefined
}
