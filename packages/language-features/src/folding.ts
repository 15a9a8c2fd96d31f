import type { Analysis } from './analyse.ts'
import { statementsIn } from './statements.ts'
import { offsetAt, type Position, type Range, rangeOf } from './text-position.ts'

/** Lines that an editor can hide; the first stays visible. */
export interface FoldingRange {
  readonly startLine: number
  readonly endLine: number
  readonly kind: 'region' | 'comment' | 'imports'
}

/** Returns the statements of several lines, runs of comment lines, and runs of `include` and `import`. */
export function foldingRanges(analysis: Analysis, file: string): readonly FoldingRange[] {
  const text = analysis.textOf(file)
  if (text === undefined) return []
  const statements = statementsIn(analysis, file)
  const regions = statements.map(({ statement }): FoldingRange => {
    const { start, end } = rangeOf(text, statement.span)
    // The last line of a block is its brace, which stays visible.
    return { startLine: start.line, endLine: statement.kind === 'where' ? end.line - 1 : end.line, kind: 'region' }
  })
  const unit = analysis.units.find((each) => each.file === file)
  const comments = (unit?.ast.comments ?? []).filter(
    ({ span }) => span.file === file && startsLine(text.text, span.start),
  )
  const files = statements.filter(
    ({ statement: { kind }, depth }) => depth === 0 && (kind === 'include' || kind === 'import'),
  )
  const lineOf = (span: { readonly start: number; readonly end: number }): number => rangeOf(text, span).start.line
  return [
    ...regions,
    ...runsOf(
      comments.map(({ span }) => lineOf(span)),
      'comment',
    ),
    ...runsOf(
      files.map(({ statement }) => lineOf(statement.span)),
      'imports',
    ),
  ].filter(({ startLine, endLine }) => endLine > startLine)
}

function startsLine(text: string, offset: number): boolean {
  const start = Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1
  return text.slice(start, offset).trim() === ''
}

function runsOf(lines: readonly number[], kind: FoldingRange['kind']): readonly FoldingRange[] {
  const runs: { startLine: number; endLine: number; kind: FoldingRange['kind'] }[] = []
  for (const line of lines) {
    const run = runs.at(-1)
    if (run !== undefined && line === run.endLine + 1) run.endLine = line
    else runs.push({ startLine: line, endLine: line, kind })
  }
  return runs
}

/** Returns the ranges around a position, from the innermost to the whole text: the parts of a statement, the statement, its blocks. */
export function selectionRanges(analysis: Analysis, file: string, position: Position): readonly Range[] {
  const text = analysis.textOf(file)
  if (text === undefined) return []
  const offset = offsetAt(text, position)
  const around: { readonly start: number; readonly end: number }[] = [{ start: 0, end: text.text.length }]
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    if (!Array.isArray(value) && 'span' in value) {
      const span = value.span as { readonly start: number; readonly end: number }
      if (span.start > offset || span.end < offset) return
      const last = around.at(-1)!
      if (span.start >= last.start && span.end <= last.end && span.end - span.start < last.end - last.start)
        around.push(span)
    }
    for (const [key, inner] of Object.entries(value)) if (key !== 'span' && key !== 'typeSpan') visit(inner)
  }
  for (const { statement, depth } of statementsIn(analysis, file)) if (depth === 0) visit(statement)
  return around.toReversed().map((span) => rangeOf(text, span))
}
