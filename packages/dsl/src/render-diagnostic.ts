import type { Diagnostic, Place, Related, Severity } from '@tidegate/model'
import { escapeControls } from '@tidegate/values'
import { indexLines, type LineIndex } from './syntax/place-of.ts'

/** How the parts of a rendered diagnostic are styled; each function takes a text and returns it with styling around it. */
export interface DiagnosticColor {
  readonly error: (text: string) => string
  readonly warning: (text: string) => string
  readonly advice: (text: string) => string
  /** File, line, column and the frame around source lines. */
  readonly dim: (text: string) => string
  readonly bold: (text: string) => string
}

/** How a diagnostic is rendered. */
export interface RenderOptions {
  /** Default: no styling. */
  readonly color?: DiagnosticColor
  /** Maximum number of columns of a source line; of longer lines, only the part around the position is shown. Default 100. */
  readonly width?: number
  /** Returns the text of another file that contains a related position. */
  readonly textOf?: (file: string) => string | undefined
}

const TAB = '    '

const plain = (text: string): string => text

const noColor: DiagnosticColor = { error: plain, warning: plain, advice: plain, dim: plain, bold: plain }

/**
 * Renders a diagnostic for people to read: severity, code and message, `file:line:column`, the source line with the
 * relevant part underlined, related positions, help, and the title of the fix. Ends in a line break. Control characters of
 * the source are shown as escapes, so that a policy cannot move a terminal's cursor.
 *
 *     error[TG116]: expected `only` after `allow`
 *       --> site.policy:3:1
 *        |
 *      3 | allow ip in office
 *        | ^^^^^
 *        = fix: write `allow only`
 */
export function renderDiagnostic(diagnostic: Diagnostic, sourceText: string, options: RenderOptions = {}): string {
  const { color = noColor, width = 100 } = options
  const { severity, code, message, place, related = [], help, fix } = diagnostic
  const mark = color[severity]
  const gutter = String(Math.max(place.line, ...related.map((other) => other.place.line))).length
  const lines = [`${mark(`${severity}[${code}]`)}: ${color.bold(escapeSource(message))}`]
  lines.push(...renderPlace(place, sourceText, gutter, '-->', { color, mark, width, sign: '^' }))
  for (const other of related)
    lines.push(...renderRelated(other, place, sourceText, gutter, { ...options, color, width }))
  const note = (label: string, text: string): string =>
    `${' '.repeat(gutter + 1)} ${color.dim('=')} ${color.bold(label)}: ${escapeSource(text)}`
  if (help !== undefined) lines.push(note('help', help))
  if (fix !== undefined) lines.push(note('fix', fix.title))
  return `${lines.join('\n')}\n`
}

/** Returns the number of diagnostics of each severity in words: `2 errors, 1 warning`. Undefined if there are none. */
export function countDiagnostics(diagnostics: readonly Diagnostic[]): string | undefined {
  const plural: Readonly<Record<Severity, string>> = {
    error: 'errors',
    warning: 'warnings',
    advice: 'pieces of advice',
  }
  const singular: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', advice: 'piece of advice' }
  const counts = (['error', 'warning', 'advice'] as const).flatMap((severity) => {
    const count = diagnostics.filter((diagnostic) => diagnostic.severity === severity).length
    return count === 0 ? [] : [`${count} ${count === 1 ? singular[severity] : plural[severity]}`]
  })
  return counts.length === 0 ? undefined : counts.join(', ')
}

/**
 * Characters of a line that are examined for each column shown, on each side. WHY: a line may have a million characters and a thousand
 * diagnostics. More than this many characters for one column would be combining marks.
 */
const charactersPerColumn = 20

interface Underline {
  readonly color: DiagnosticColor
  readonly mark: (text: string) => string
  readonly width: number
  readonly sign: '^' | '-'
}

function renderRelated(
  { place, message }: Related,
  main: Place,
  sourceText: string,
  gutter: number,
  options: RenderOptions & { readonly color: DiagnosticColor; readonly width: number },
): readonly string[] {
  const text = place.file === main.file ? sourceText : options.textOf?.(place.file)
  const underline: Underline = { color: options.color, mark: options.color.dim, width: options.width, sign: '-' }
  const [head = '', ...rest] = renderPlace(place, text, gutter, '-->', underline)
  return [`${head}: ${escapeSource(message)}`, ...rest]
}

function renderPlace(
  place: Place,
  text: string | undefined,
  gutter: number,
  arrow: string,
  { color, mark, width, sign }: Underline,
): readonly string[] {
  const indent = ' '.repeat(gutter)
  const head = `${indent}${color.dim(arrow)} ${escapeSource(place.file)}:${place.line}:${place.column}`
  const line = text === undefined ? undefined : lineOf(text, indexOf(text), place.line)
  // A line that may not be shown is blank.
  const isWithheld = line?.trim() === '' && (line !== '' || place.endColumn > 1)
  if (line === undefined || isWithheld) return [head]
  const end = place.endLine > place.line ? line.length + 1 : place.endColumn
  const start = place.column - 1
  const reach = charactersPerColumn * width
  const before = escapeSource(line.slice(Math.max(0, start - reach), start))
  const marked = escapeSource(line.slice(start, Math.min(end - 1, start + reach)))
  const after = escapeSource(line.slice(end - 1, end - 1 + reach))
  const shown = cut(before, marked, after, width)
  const bar = color.dim('|')
  const underline = sign.repeat(Math.max(1, columns(shown.marked)))
  return [
    head,
    `${indent}  ${bar}`,
    ` ${color.dim(String(place.line).padStart(gutter))} ${bar} ${shown.before}${shown.marked}${shown.after}`.trimEnd(),
    `${indent}  ${bar} ${' '.repeat(columns(shown.before))}${mark(underline)}`,
  ]
}

/** Returns the part of a long line around the marked text, with `…` where something was cut off. */
function cut(
  before: string,
  marked: string,
  after: string,
  width: number,
): { before: string; marked: string; after: string } {
  const shownMarked = columns(marked) > width ? `${fit(marked, width - 1, 'start')}…` : marked
  const room = width - columns(shownMarked)
  const roomBefore = Math.max(room - columns(after), Math.floor(room / 2))
  const shownBefore = columns(before) > roomBefore ? `…${fit(before, Math.max(0, roomBefore - 1), 'end')}` : before
  const roomAfter = Math.max(0, room - columns(shownBefore))
  const shownAfter = columns(after) > roomAfter ? `${fit(after, Math.max(0, roomAfter - 1), 'start')}…` : after
  return { before: shownBefore, marked: shownMarked, after: shownAfter }
}

function fit(text: string, width: number, side: 'start' | 'end'): string {
  const characters = side === 'start' ? Array.from(text) : Array.from(text).toReversed()
  const kept: string[] = []
  let used = 0
  for (const character of characters) {
    used += columns(character)
    if (used > width) break
    kept.push(character)
  }
  return (side === 'start' ? kept : kept.toReversed()).join('')
}

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u
const ZERO_WIDTH = /\p{Mn}|\p{Me}|[\u200b-\u200d]/u

/** Returns the number of columns of a text in a terminal: East Asian characters and emoji take two, combining marks none. */
function columns(text: string): number {
  let count = 0
  for (const character of text) count += ZERO_WIDTH.test(character) ? 0 : WIDE.test(character) ? 2 : 1
  return count
}

/** Replaces tabs by spaces, and characters that could move the cursor, change the writing direction or are invisible by `\u{…}`. */
function escapeSource(text: string): string {
  return escapeControls(text.replaceAll('\t', TAB))
}

function lineOf(text: string, { starts }: LineIndex, line: number): string | undefined {
  const start = starts[line - 1]
  if (start === undefined) return undefined
  let end = starts[line] ?? text.length
  while (end > start && (text[end - 1] === '\n' || text[end - 1] === '\r')) end--
  return text.slice(start, end)
}

let lastIndexed: { readonly text: string; readonly index: LineIndex } | undefined

/** The lines of a text; those of the last one are kept, because a file often has many diagnostics. */
function indexOf(text: string): LineIndex {
  if (lastIndexed?.text !== text) lastIndexed = { text, index: indexLines(text) }
  return lastIndexed.index
}
