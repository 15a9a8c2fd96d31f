import { joinedRow } from './fixed-rows.ts'
import { networkOfTag, tagAt, type Crowd } from './network-rows.ts'
import { advanceRow, joinRow } from './row.ts'
import { homeOf, probeLength, removeRow, type Segment } from './segment.ts'
import type { RowLayout } from './row-layout.ts'
import type { Cells } from './cells.ts'
import type { TableCounts } from './table-memory.ts'

/** A table with an open row. */
interface OpenTable {
  readonly layout: RowLayout
  /** The rows outside the table. */
  readonly fixed: Cells
  /** Where the open row is, and its instant. */
  readonly cells: Cells
  readonly at: number
  readonly nowMs: number
  readonly counts: TableCounts
}

/** Joins the rows of a crowd in the probe of a fingerprint to the open row, and removes them unless `dry`. */
export function joinCrowd(
  table: OpenTable,
  segment: Segment,
  first: number,
  { reach, network }: Crowd,
  dry: boolean,
): void {
  const { layout, fixed, nowMs } = table
  const { rowBytes } = layout
  const home = homeOf(segment, first)
  const joinedAt = joinedRow * rowBytes
  for (let slot = home + probeLength - 1; slot >= home; slot--) {
    if (networkOfTag(tagAt(segment, slot), reach) !== network) continue
    const at = slot * rowBytes
    fixed.words.set(segment.cells.words.subarray(at >> 2, (at + rowBytes) >> 2), joinedAt >> 2)
    advanceRow(fixed, joinedAt, layout, nowMs)
    joinRow(fixed, joinedAt, table.cells, table.at, layout, nowMs)
    if (dry) continue
    removeRow(segment, slot)
    table.counts.rows--
  }
}
