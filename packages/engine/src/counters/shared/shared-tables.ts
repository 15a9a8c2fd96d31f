import { cellsIn } from '../cells.ts'
import { fixedRows } from '../fixed-rows.ts'
import { networkSlots } from '../network-rows.ts'
import type { RowLayout } from '../row-layout.ts'
import { countRows, segmentBytes, slotsOf } from '../segment.ts'
import { SubjectTable } from '../subject-table.ts'
import { segmentsFor, type TableCounts, type TableMemory } from '../table-memory.ts'
import { segmentStateBytes, SharedSegment } from './shared-segment.ts'
import type { UndoJournal } from './undo-journal.ts'

const countsBytes = 40

/** Bytes of the tables of these layouts in shared memory, each with room for `capacity` subjects. */
export function sharedTablesBytes(layouts: readonly RowLayout[], capacity: number): number {
  return layouts.reduce((sum, layout) => sum + tableBytes(layout, capacity), 0)
}

/** Tables in memory that threads share. */
export interface SharedTables {
  readonly tables: readonly SubjectTable[]
  /** Counts the rows, after they were restored from a journal. Linear in the slots. */
  readonly recount: () => void
}

/**
 * The tables of these layouts in a part of shared memory; if it is zeroed, they are blank. All segments have their full size from the beginning, so that no table
 * has to be replaced while it is used. With a `journal`, rows are saved before they change.
 */
export function sharedTables(
  memory: SharedArrayBuffer,
  from: number,
  layouts: readonly RowLayout[],
  capacity: number,
  journal?: UndoJournal,
): SharedTables {
  let at = from
  const memories = layouts.map((layout) => {
    const placed = tableMemory(memory, at, layout, capacity, journal)
    at += tableBytes(layout, capacity)
    return placed
  })
  return {
    tables: layouts.map((layout, i) => new SubjectTable(layout, capacity, memories[i])),
    recount() {
      for (const { counts, segments, networks } of memories) {
        for (const segment of [...segments, networks.near, networks.wide])
          if (segment) segment.rows = countRows(segment)
        counts.rows = segments.reduce((sum, segment) => sum + (segment?.rows ?? 0), 0)
      }
    },
  }
}

function tableBytes(layout: RowLayout, capacity: number): number {
  const { segments, slots } = segmentsFor(capacity)
  const rows = fixedRows * layout.rowBytes + segments * segmentBytes(layout, slots)
  const networks = 2 * segmentBytes(layout, networkSlots(capacity))
  return countsBytes + (segments + 2) * segmentStateBytes + rows + networks
}

function tableMemory(
  memory: SharedArrayBuffer,
  from: number,
  layout: RowLayout,
  capacity: number,
  journal: UndoJournal | undefined,
): TableMemory {
  const { segments, slots } = segmentsFor(capacity)
  const rowsAt = from + countsBytes + (segments + 2) * segmentStateBytes
  const cells = cellsIn(memory, rowsAt, from + tableBytes(layout, capacity) - rowsAt)
  let start = fixedRows
  let stateAt = from + countsBytes
  function place(homes: number): SharedSegment {
    const state = new Int32Array(memory, stateAt, segmentStateBytes / 4)
    const segment = new SharedSegment(cells, layout, { start, slots: homes }, state, journal)
    start += slotsOf(homes)
    stateAt += segmentStateBytes
    return segment
  }
  return {
    counts: new SharedCounts(new Float64Array(memory, from, countsBytes / 8)),
    fixed: cells,
    segments: Array.from({ length: segments }, () => place(slots)),
    networks: { near: place(networkSlots(capacity)), wide: place(networkSlots(capacity)) },
    journal,
  }
}

class SharedCounts implements TableCounts {
  readonly #counts: Float64Array

  constructor(counts: Float64Array) {
    this.#counts = counts
  }

  get rows(): number {
    return this.#counts[0]!
  }

  set rows(rows: number) {
    this.#counts[0] = rows
  }

  get evictions(): number {
    return this.#counts[1]!
  }

  set evictions(evictions: number) {
    this.#counts[1] = evictions
  }

  get overflows(): number {
    return this.#counts[2]!
  }

  set overflows(overflows: number) {
    this.#counts[2] = overflows
  }

  get sharedUntilMs(): number {
    return this.#counts[3]!
  }

  set sharedUntilMs(untilMs: number) {
    this.#counts[3] = untilMs
  }

  get turn(): number {
    return this.#counts[4]!
  }

  set turn(turn: number) {
    this.#counts[4] = turn
  }
}
