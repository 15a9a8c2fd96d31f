import type { Header } from './statement-pieces.ts'

/** What decides whether a header is aligned with the one before it. */
export interface HeaderRow {
  /** Absent for comments, rules and blocks. */
  readonly header: Header | undefined
  /** A comment: neighbours on both sides of it are neighbours. */
  readonly passedOver: boolean
  readonly emptyLineBefore: boolean
}

/** The headers as texts, their cells padded to one width within each run of neighbours of one table. */
export function padHeaders(rows: readonly HeaderRow[]): readonly (string | undefined)[] {
  const runs = runsOf(rows)
  return rows.map(({ header }, index) => {
    if (header === undefined) return undefined
    const widths = runs.get(index) ?? []
    const last = header.cells.length - 1
    return header.cells.map((cell, column) => (column === last ? cell : cell.padEnd(widths[column] ?? 0))).join(' ')
  })
}

/** For each row in a table, the widths of the cells that are not the last of their rows in its run. */
function runsOf(rows: readonly HeaderRow[]): ReadonlyMap<number, readonly number[]> {
  const widthsOf = new Map<number, readonly number[]>()
  let table: Header['table']
  let widths: number[] = []
  rows.forEach(({ header, passedOver, emptyLineBefore }, index) => {
    if (emptyLineBefore || (!passedOver && header?.table !== table)) widths = []
    if (emptyLineBefore || !passedOver) table = header?.table
    if (header?.table === undefined) return
    header.cells.slice(0, -1).forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, cell.length)
    })
    widthsOf.set(index, widths)
  })
  return widthsOf
}
