import { indexLines, type LineIndex } from '@tidegate/dsl'
import type { Span } from '@tidegate/model'

/** A position between two characters: zero-based, `character` counts UTF-16 code units, as in the Language Server Protocol. */
export interface Position {
  readonly line: number
  readonly character: number
}

/** A range of a text; `end` is exclusive. */
export interface Range {
  readonly start: Position
  readonly end: Position
}

/** A range of a file. */
export interface Location {
  /** Canonical name. */
  readonly file: string
  readonly range: Range
}

/** One replacement in a text. */
export interface RangeEdit {
  readonly range: Range
  readonly newText: string
}

/** A text with its line index. */
export interface IndexedText {
  readonly file: string
  readonly text: string
  readonly lines: LineIndex
}

/** Indexes the lines of a text. Linear. */
export function indexText(file: string, text: string): IndexedText {
  return { file, text, lines: indexLines(text) }
}

/** Returns the offset of a position. A position outside the text gives the nearest one in it. */
export function offsetAt({ text, lines: { starts } }: IndexedText, { line, character }: Position): number {
  if (!(line >= 0)) return 0
  const start = starts[Math.floor(line)]
  if (start === undefined) return text.length
  const next = starts[Math.floor(line) + 1] ?? text.length + 1
  let end = Math.min(next - 1, text.length)
  if (text[end] === '\n' && text[end - 1] === '\r' && end > start) end -= 1
  return Math.min(start + Math.max(0, Math.floor(character) || 0), end)
}

/** Returns the position of an offset. O(log lines). */
export function positionAt({ text, lines: { starts } }: IndexedText, offset: number): Position {
  const within = Math.max(0, Math.min(offset, text.length))
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (starts[middle]! <= within) low = middle
    else high = middle - 1
  }
  return { line: low, character: within - starts[low]! }
}

/** Returns the range of a span. */
export function rangeOf(indexed: IndexedText, { start, end }: Pick<Span, 'start' | 'end'>): Range {
  return { start: positionAt(indexed, start), end: positionAt(indexed, end) }
}
