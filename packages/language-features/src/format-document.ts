import { formatText } from '@tidegate/dsl'
import { indexText, type RangeEdit, rangeOf } from './text-position.ts'

/**
 * Returns the edits that bring a policy into the canonical layout, as `tidegate fmt` writes it; none if it has syntax errors or is formatted already.
 * Lines that do not change are left out at the beginning and at the end, so that the cursor stays where it is.
 */
export function format(text: string): readonly RangeEdit[] {
  const { text: formatted } = formatText({ file: 'policy', text })
  if (formatted === undefined || formatted === text) return []
  const start = commonStart(text, formatted)
  const end = commonEnd(text, formatted, start)
  const newText = formatted.slice(start, formatted.length - end)
  return [{ range: rangeOf(indexText('policy', text), { start, end: text.length - end }), newText }]
}

/** The number of characters in equal lines at the beginning. */
function commonStart(a: string, b: string): number {
  let lineStart = 0
  for (let at = 0; at < a.length && a[at] === b[at]; at++) if (a[at] === '\n') lineStart = at + 1
  return lineStart
}

/** The number of characters in equal lines at the end, after `start`. */
function commonEnd(a: string, b: string, start: number): number {
  let most = 0
  for (let back = 1; back <= Math.min(a.length, b.length) - start; back++) {
    if (a[a.length - back] !== b[b.length - back]) break
    const isLineStart = (text: string): boolean => text[text.length - back - 1] === '\n' || text.length - back === start
    if (isLineStart(a) && isLineStart(b)) most = back
  }
  return most
}
