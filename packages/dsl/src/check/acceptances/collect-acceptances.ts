import type { Fix, Span } from '@tidegate/model'
import type { Statement } from '../../syntax/ast.ts'
import type { Comment } from '../../syntax/ast/leaves.ts'
import type { Checking, ReadBy } from '../checking.ts'
import { replaceFix } from '../report.ts'
import type { Unit } from '../unit.ts'
import type { Acceptance } from './acceptance.ts'
import { readAcceptance } from './read-acceptance.ts'

/**
 * Returns the acceptances of all files, in their order. Reports TG463 for comments that look like one and are not, because a finding that is only
 * seemingly accepted is noise. Linear in the policy.
 */
export function collectAcceptances(checking: Checking): readonly Acceptance[] {
  // WHY: a file whose text is not shown may be anything, and fixes quote comments.
  const shown = new Set(checking.report.sources.map(({ file }) => file))
  return checking.units.flatMap((unit) =>
    unit.role === 'import' || !shown.has(unit.file) ? [] : acceptancesOf(unit, checking),
  )
}

function acceptancesOf({ ast }: Unit, { report, readBy }: Checking): readonly Acceptance[] {
  const { source, comments, statements } = ast
  const found: Acceptance[] = []
  const about = comments.flatMap((comment) => {
    const read = readAcceptance(comment.text)
    return read === undefined ? [] : [{ comment, read }]
  })
  if (about.length === 0) return found
  const parts = partsOf(statements)
  const firstOf = new Map(parts.map((part) => [part.start, part]))
  const filesOf = filesOfParts(parts, readBy)
  const commentAt = new Map(comments.map((comment) => [comment.span.start, comment]))
  for (const { comment, read } of about) {
    if (read.kind === 'malformed') {
      const { message, help, instead } = read
      const fix = instead === undefined ? undefined : replaceFix(comment.span, instead, `write \`${instead}\``)
      report.add('TG463', comment.span, message, { help, fix })
      continue
    }
    const statement = firstOf.get(startBelow(source.text, comment, commentAt))
    if (statement === undefined || !isAlone(source.text, comment)) {
      report.add('TG463', comment.span, 'the comment is not directly above a statement, so it accepts nothing', {
        help: 'write it on the line above the statement, without an empty line between them',
        fix: moveAbove(source.text, comment, parts),
      })
      continue
    }
    const range = statement === parts[0] ? { ...statement, start: 0 } : statement
    const files = filesOf.get(statement) ?? []
    for (const { code, start } of read.codes) {
      const at = comment.span.start + start
      const span = { file: source.file, start: at, end: at + code.length }
      found.push({ code, reason: read.reason, span, place: report.place(span), statement: range, files })
    }
  }
  return found
}

/** The statements of a file and its blocks, in the order of the text; a block counts up to the end of its condition. */
function partsOf(statements: readonly Statement[]): readonly Span[] {
  return statements.flatMap((statement) => {
    if (statement.kind !== 'where') return [statement.span]
    const { span, condition, body } = statement
    return [{ ...span, end: condition.span.end }, ...partsOf(body)]
  })
}

/** The files that the statements read. */
function filesOfParts(parts: readonly Span[], readBy: readonly ReadBy[]): ReadonlyMap<Span, readonly string[]> {
  const files = new Map<Span, string[]>()
  for (const { file, span } of readBy) {
    const part = parts[0]?.file === span.file ? parts[lastAtMost(parts, span.start)] : undefined
    if (part === undefined || span.end > part.end) continue
    const known = files.get(part)
    if (known === undefined) files.set(part, [file])
    else known.push(file)
  }
  return files
}

/** The index of the last part that begins at an offset or before it; -1 if there is none. */
function lastAtMost(parts: readonly Span[], offset: number): number {
  let low = 0
  let high = parts.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (parts[middle]!.start <= offset) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** The offset of what follows a comment and the comments directly below it; -1 if there is an empty line before it. */
function startBelow(text: string, comment: Comment, commentAt: ReadonlyMap<number, Comment>): number {
  let below: Comment | undefined = comment
  let end = comment.span.end
  while (below !== undefined) {
    end = below.span.end
    const gap = /^[^\S\r\n]*(?:\r\n|\r|\n)[^\S\r\n]*/.exec(text.slice(end, end + maxIndent))
    if (gap === null) return -1
    end += gap[0].length
    below = commentAt.get(end)
  }
  return end
}

/** The longest indentation between a comment and its statement. WHY: looking at the whole rest of the text for each comment would be quadratic. */
const maxIndent = 1_000

/** Whether nothing is before a comment on its line. */
function isAlone(text: string, { span }: Comment): boolean {
  const before = text.slice(Math.max(0, span.start - maxIndent), span.start)
  return /(?:^|[\r\n])[^\S\r\n]*$/.test(before)
}

/** A fix that moves a comment from the end of a line to the line above the statement that is before it. */
function moveAbove(text: string, { span, text: written }: Comment, parts: readonly Span[]): Fix | undefined {
  const before = parts[lastAtMost(parts, span.start)]
  if (before === undefined || /[\r\n]/.test(text.slice(before.end, span.start))) return undefined
  const indent = /(?:^|[\r\n])([^\S\r\n]*)$/.exec(text.slice(Math.max(0, before.start - maxIndent), before.start))?.[1]
  if (indent === undefined) return undefined
  const blanks = /[^\S\r\n]*$/.exec(text.slice(before.end, span.start))?.[0].length ?? 0
  const { file } = span
  return {
    title: 'move the comment above the statement',
    edits: [
      { span: { file, start: before.start, end: before.start }, text: `${written}\n${indent}` },
      { span: { file, start: span.start - blanks, end: span.end }, text: '' },
    ],
  }
}
