import type { Place, Source, Span } from '@tidegate/model'

/** The offsets at which the lines of a text begin; built once per source and used for many lookups. */
export interface LineIndex {
  /** Offsets of first characters of lines, ascending; the first is 0. */
  readonly starts: readonly number[]
}

/** Builds the line index of a text. Lines end at LF, CRLF or CR. Linear in the text's length. */
export function indexLines(text: string): LineIndex {
  const starts = [0]
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 0x0a || (code === 0x0d && text.charCodeAt(at + 1) !== 0x0a)) starts.push(at + 1)
  }
  return { starts }
}

/**
 * Returns the lines and columns of a span. Pass the source's line index for repeated calls, which then take O(log lines)
 * each. In generated text (`originalLines`) the line is the original's, and the column is 1.
 */
export function placeOf(source: Source, span: Span, index: LineIndex = indexLines(source.text)): Place {
  const start = locate(index, span.start)
  const end = locate(index, span.end)
  if (source.originalLines === undefined) {
    return { file: source.file, line: start.line, column: start.column, endLine: end.line, endColumn: end.column }
  }
  const line = originalLine(source.originalLines, start.line)
  return { file: source.file, line, column: 1, endLine: originalLine(source.originalLines, end.line), endColumn: 1 }
}

function locate(index: LineIndex, offset: number): { readonly line: number; readonly column: number } {
  let low = 0
  let high = index.starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((index.starts[middle] ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return { line: low + 1, column: offset - (index.starts[low] ?? 0) + 1 }
}

/** Returns the original line of a generated line; a line without one belongs to the nearest line above that has one. */
function originalLine(originalLines: readonly (number | undefined)[], line: number): number {
  for (let at = line - 1; at >= 0; at--) {
    const original = originalLines[at]
    if (original !== undefined) return original
  }
  return 1
}
