import type { Cells } from './cells.ts'
import { overflowRow } from './fixed-rows.ts'
import type { CounterSnapshot } from './read-snapshot.ts'
import { advanceRow, isExpired, joinRow } from './row.ts'
import { type RowKind, rowKinds } from './snapshot-parts.ts'
import type { SubjectTable } from './subject-table.ts'

/**
 * Puts the rows of a snapshot into blank tables of its layout. Where there is no room for a row, the one that its key shares becomes as strict. Linear in
 * the rows.
 */
export function restoreRows({ parts }: CounterSnapshot, tables: readonly SubjectTable[], nowMs: number): void {
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
        putRow(table, cells, at)
      }
    }
  }
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
      table.openTotal(nowMs, false)
      return
    case 'shared':
      table.openFixed(overflowRow, nowMs)
  }
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
