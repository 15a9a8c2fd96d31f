import { cellsIn } from './cells.ts'
import { overflowRow, totalRow } from './fixed-rows.ts'
import { isExpired } from './row.ts'
import { endOf, type Segment } from './segment.ts'
import { byteOrder, partHeaderBytes, type RowKind, rowKinds, type SnapshotHeader } from './snapshot-parts.ts'
import type { SubjectTable } from './subject-table.ts'

/** What a snapshot is made of. */
export interface SnapshotSource extends Pick<SnapshotHeader, 'secret' | 'storeMs' | 'layout' | 'blocks'> {
  readonly tables: readonly SubjectTable[]
}

/**
 * Copies counters in parts of at most 512 rows, without those that have expired. The tables may be charged between two parts.
 *
 * INVARIANT: rows of keys come before those of networks and the shared row, because rows move to these and never back.
 */
export function* writeSnapshot(source: SnapshotSource): Generator<Uint8Array<ArrayBuffer>, void> {
  const { secret, storeMs, layout, blocks, tables } = source
  const header: SnapshotHeader = {
    format: 'tidegate counters',
    version: 1,
    byteOrder: byteOrder(),
    secret,
    storeMs,
    layout,
    blocks,
    sharedUntilMs: tables.map((table) => table.counts.sharedUntilMs),
  }
  yield new TextEncoder().encode(JSON.stringify(header))
  for (const [subject, table] of tables.entries()) {
    // WHY: a change of the layout in between replaces no table, but its rows then have other sizes than the header says.
    const { layout: rows } = table
    const isSame = (): boolean => table.layout === rows
    for (let index = 0; index < table.segmentCount && isSame(); index++) {
      const segment = table.segmentAt(index, storeMs)
      if (segment !== undefined && segment.rows > 0) yield* segmentParts(subject, 'key', segment, storeMs)
    }
    for (const reach of ['near', 'wide'] as const) {
      const segment = isSame() ? table.networks.segmentOf(reach, rows, storeMs) : undefined
      if (segment !== undefined && segment.rows > 0) yield* segmentParts(subject, reach, segment, storeMs)
    }
    if (!isSame()) continue
    for (const [kind, row] of [
      ['total', totalRow],
      ['shared', overflowRow],
    ] as const) {
      const at = (row * rows.rowBytes) >> 2
      const part = newPart(subject, kind, 1, rows.rowBytes)
      part.set(table.fixed.words.subarray(at, at + (rows.rowBytes >> 2)), partHeaderBytes >> 2)
      yield new Uint8Array(part.buffer)
    }
  }
}

/** Rows of a part at most. */
const partRows = 512

/** WHY a copy: rows move within their segment, so that one may be missed between two parts. Copying all bytes at once takes a fraction of examining the rows. */
function* segmentParts(
  subject: number,
  kind: RowKind,
  segment: Segment,
  nowMs: number,
): Generator<Uint8Array<ArrayBuffer>, void> {
  const { layout, stride, start } = segment
  const slots = endOf(segment) - start
  const cells = cellsIn(segment.cells.words.slice(start * stride, endOf(segment) * stride).buffer)
  const { words } = cells
  const first = partHeaderBytes >> 2
  for (let slot = 0; slot < slots; slot += partRows) {
    const part = newPart(subject, kind, partRows, layout.rowBytes)
    let end = first
    for (let at = slot * stride; at < Math.min(slot + partRows, slots) * stride; at += stride) {
      if (words[at] === 0 || isExpired(cells, at * 4, layout, nowMs)) continue
      // WHY: `set` with `subarray` is slower for so few words.
      for (let i = at; i < at + stride; i++) part[end++] = words[i]!
    }
    if (end > first) yield new Uint8Array(part.buffer, 0, end * 4)
  }
}

function newPart(subject: number, kind: RowKind, rows: number, rowBytes: number): Uint32Array<ArrayBuffer> {
  const part = new Uint32Array((partHeaderBytes + rows * rowBytes) >> 2)
  part[0] = subject
  part[1] = rowKinds.indexOf(kind)
  return part
}
