import type { Comment } from '../syntax/ast/leaves.ts'
import type { Attached, AttachedPiece } from './attach-comments.ts'
import { separatorOf, type ClausePiece } from './format-rule.ts'
import type { Piece } from './piece.ts'
import type { EntryGroup } from './statement-pieces.ts'

/** Maximum line length, if the parts of a statement allow it. */
const LINE_WIDTH = 100

/** One level of indentation. */
export const STEP = '  '

/**
 * Returns the lines of a rule: one line if it fits and contains no comment, else one line per clause. `trailing` is the
 * comment after the whole rule; it stays with the clause that was the last one in the source.
 */
export function layOutRule(
  indent: string,
  head: Piece,
  clauses: readonly ClausePiece[],
  attached: Attached<ClausePiece>,
  trailing: Comment | undefined,
): readonly string[] {
  const separated = clauses.map((clause) => separatorOf(clause) + clause.parts.join(' '))
  const oneLine = `${indent}${head.parts.join(' ')}${separated.join('')}`
  const byPiece = new Map(attached.pieces.map((slot) => [slot.piece, slot]))
  const lastWritten = clauses.at(-1)
  const afterLine = lastWritten && byPiece.get(lastWritten)?.after
  const fits = oneLine.length <= LINE_WIDTH && !hasComments(attached, lastWritten)
  if (fits && (afterLine === undefined || trailing === undefined)) return withComment([oneLine], afterLine ?? trailing)
  const last = attached.pieces.at(-1)
  if (last === undefined) return withComment(breakParts(indent, head.parts), trailing)
  if (trailing !== undefined) byPiece.set(last.piece, { ...last, after: trailing })
  return [
    ...withComment(breakParts(indent, head.parts), attached.afterHead),
    ...clauses.flatMap((clause) => layOutPiece(indent + STEP, clause.parts, byPiece.get(clause))),
  ]
}

/** Returns the lines of a set declaration: one line if it fits; else its entries fill lines, or take one line each if there are comments among them. */
export function layOutSet(
  indent: string,
  header: string,
  groups: readonly EntryGroup[],
  attached: Attached<Piece>,
  trailing: Comment | undefined,
): readonly string[] {
  return withComment(setLines(indent, header, groups, attached), trailing)
}

function setLines(
  indent: string,
  header: string,
  groups: readonly EntryGroup[],
  attached: Attached<Piece>,
): readonly string[] {
  const texts = groups.map((group) => group.map((piece) => piece.parts.join(' ')))
  const oneLine = `${indent}${header} ${texts.map((group) => group.join(', ')).join(' ')}`
  const inside = hasComments(attached)
  if (oneLine.length <= LINE_WIDTH && !inside) return [oneLine]
  const first = withComment([`${indent}${header}`], attached.afterHead)
  if (!inside) return [...first, ...texts.flatMap((group) => fill(indent + STEP, group))]
  const byPiece = new Map(attached.pieces.map((slot) => [slot.piece, slot]))
  return [
    ...first,
    ...groups.flatMap((group) =>
      group.flatMap((piece, index) => {
        const comma = index === group.length - 1 ? '' : ','
        return layOutPiece(indent + STEP, [piece.parts.join(' ') + comma], byPiece.get(piece))
      }),
    ),
  ]
}

/** Returns one line if the parts fit, else one line for each part: breaks are before each outermost `and` or `or`. */
export function breakParts(indent: string, parts: readonly string[]): readonly string[] {
  const oneLine = indent + parts.join(' ')
  if (oneLine.length <= LINE_WIDTH || parts.length === 1) return [oneLine]
  return parts.map((part, index) => (index === 0 ? indent : indent + STEP + STEP) + part)
}

/** Returns the lines with a comment after the last one. */
export function withComment(lines: readonly string[], comment: Comment | undefined): readonly string[] {
  if (comment === undefined) return lines
  return [...lines.slice(0, -1), `${lines.at(-1) ?? ''}  ${comment.text}`]
}

/** Whether there is a comment among the pieces; a comment after `last` does not count. */
function hasComments({ afterHead, pieces }: Attached<Piece>, last?: Piece): boolean {
  if (afterHead !== undefined) return true
  return pieces.some(({ piece, above, after }) => above.length > 0 || (after !== undefined && piece !== last))
}

function layOutPiece(
  indent: string,
  parts: readonly string[],
  slot: AttachedPiece<Piece> | undefined,
): readonly string[] {
  const above = slot?.above.map(({ text }) => indent + text) ?? []
  return [...above, ...withComment(breakParts(indent, parts), slot?.after)]
}

function fill(indent: string, entries: readonly string[]): readonly string[] {
  const lines: string[] = []
  let line = ''
  entries.forEach((entry, index) => {
    const written = index === entries.length - 1 ? entry : `${entry},`
    if (line !== '' && indent.length + line.length + 1 + written.length > LINE_WIDTH) {
      lines.push(indent + line)
      line = written
    } else line = line === '' ? written : `${line} ${written}`
  })
  return [...lines, indent + line]
}
