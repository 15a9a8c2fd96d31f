import type { Cells } from './cells.ts'
import { overflowRow, totalRow } from './fixed-rows.ts'
import { advanceRow, isExpired, joinRow, overLimitUntilMs } from './row.ts'
import { type RowKind, rowKinds, type SnapshotPart } from './snapshot-parts.ts'
import type { SubjectTable } from './subject-table.ts'
import { load } from './table-memory.ts'

/**
 * Puts the rows of a snapshot into blank tables of its layout. Where there is no room for a row, the one that its key shares becomes as strict. Linear in
 * the rows.
 */
export function restoreRows(
  parts: readonly SnapshotPart[],
  sharedUntilMs: readonly number[],
  tables: readonly SubjectTable[],
  nowMs: number,
): void {
  // No row is over its limit for longer than its span, whatever a damaged file says.
  const untilMs = tables.map(({ layout }, i) => Math.min(sharedUntilMs[i] ?? 0, nowMs + layout.spanMs))
  for (const [i, table] of tables.entries()) {
    const rows = parts.reduce((sum, part) => sum + (part.subject === i && part.kind === 'key' ? part.rows : 0), 0)
    // WHY not growing with the rows: rows over their limit can find their slots taken in a small segment, and would be joined to others.
    table.firstSlots = Math.max(table.firstSlots, 2 ** Math.ceil(Math.log2(rows / table.segmentCount / load + 1)))
  }
  for (const kind of rowKinds) {
    const ofKind = parts.filter((part) => part.kind === kind)
    const steps = ofKind.map(({ rows }) => stepFor(rows))
    const most = ofKind.reduce((max, { rows }) => Math.max(max, rows), 0)
    // WHY not in their order: rows are in the order of their fingerprints, and would fill the first slots of a small segment before it grows. One row of each
    // part after the other, and steps within a part, are spread evenly at every time.
    for (let i = 0; i < most; i++) {
      for (const [p, { subject, rows, cells }] of ofKind.entries()) {
        if (i >= rows) continue
        const table = tables[subject]!
        const { layout } = table
        const at = ((i * steps[p]!) % rows) * layout.rowBytes
        if (isExpired(cells, at, layout, nowMs)) continue
        openFor(table, kind, cells.words[at >> 2]! | 0, cells.words[(at >> 2) + 1]! | 0, nowMs)
        // WHY only afterwards: until then, rows of keys are to get rows of their own.
        if (kind !== 'shared' && isSharedOpen(table))
          untilMs[subject] = Math.max(untilMs[subject]!, overLimitUntilMs(cells, at, layout))
        putRow(table, cells, at)
      }
    }
  }
  for (const [i, table] of tables.entries()) table.counts.sharedUntilMs = untilMs[i]!
}

/** A step that visits all of `rows` rows, evenly at every time. */
function stepFor(rows: number): number {
  let step = Math.max(1, Math.round(rows * 0.618))
  while (greatestDivisor(step, rows) > 1) step++
  return step
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b)
}

function openFor(table: SubjectTable, kind: RowKind, first: number, second: number, nowMs: number): void {
  switch (kind) {
    case 'key':
      table.open(first, second, nowMs, false)
      table.settle()
      return
    case 'near':
    case 'wide':
      // The second word of a network's row is the network.
      table.openNetwork({ reach: kind, network: second }, nowMs)
      return
    case 'total':
      table.openFixed(totalRow, nowMs, false)
      return
    case 'shared':
      table.openFixed(overflowRow, nowMs, false)
  }
}

function isSharedOpen({ cells, fixed, at, layout }: SubjectTable): boolean {
  return cells === fixed && at === overflowRow * layout.rowBytes
}

/** Makes the open row as strict as another one; a blank row becomes the other one. */
function putRow(table: SubjectTable, from: Cells, fromAt: number): void {
  const { layout, cells, at } = table
  const words = layout.rowBytes >> 2
  if (cells.words.subarray((at >> 2) + 4, (at >> 2) + words).every((word) => word === 0)) {
    // WHY without the fingerprint: rows that keys share have another one, or none.
    cells.words.set(from.words.subarray((fromAt >> 2) + 2, (fromAt >> 2) + words), (at >> 2) + 2)
    return
  }
  const laterMs = advanceRow(from, fromAt, layout, table.nowMs)
  advanceRow(cells, at, layout, laterMs)
  joinRow(from, fromAt, cells, at, layout, laterMs)
}
