import type { Header } from './statement-pieces.ts'

/** The properties that decide whether a header is aligned with the one before it. */
export interface HeaderRow {
  /** Absent for comments, rules and blocks. */
  readonly header: Header | undefined
  /** Comments are skipped: the rows before and after a comment count as neighbours. */
  readonly isComment: boolean
  readonly emptyLineBefore: boolean
}

/** Returns the headers as texts, with cells padded to the same width within each run of neighbours of one table. */
export function padHeaders(rows: readonly HeaderRow[]): readonly (string | undefined)[] {
  const runs = runsOf(rows)
  return rows.map(({ header }, index) => {
    if (header === undefined) return undefined
    const widths = runs.get(index) ?? []
    const last = header.cells.length - 1
    return header.cells.map((cell, column) => (column === last ? cell : cell.padEnd(widths[column] ?? 0))).join(' ')
  })
}

/** Returns, for each row in a table, the widths of the columns in its run; the last cell of a row is not counted. */
function runsOf(rows: readonly HeaderRow[]): ReadonlyMap<number, readonly number[]> {
  const widthsOf = new Map<number, readonly number[]>()
  let table: Header['table']
  let widths: number[] = []
  rows.forEach(({ header, isComment, emptyLineBefore }, index) => {
    if (emptyLineBefore || (!isComment && header?.table !== table)) widths = []
    if (emptyLineBefore || !isComment) table = header?.table
    if (header?.table === undefined) return
    header.cells.slice(0, -1).forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, cell.length)
    })
    widthsOf.set(index, widths)
  })
  return widthsOf
}
