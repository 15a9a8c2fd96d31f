import { allocateCells, type Cells } from './cells.ts'
import { fixedRows } from './fixed-rows.ts'
import type { NetworkSegments } from './network-rows.ts'
import type { RowLayout } from './row-layout.ts'
import { createSegment, maxHomes, segmentBytes, slotsOf, type Segment } from './segment.ts'
import type { UndoJournal } from './shared/undo-journal.ts'

/** A segment grows above this load. */
export const load = 0.77
// Maximum number of bytes that one call may have to fill with zeros, which takes a millisecond.
const maxSharedBytes = 2 ** 23

/** What a table counts about itself. */
export interface TableCounts {
  rows: number
  evictions: number
  overflows: number
  /** Until when a restored row that was joined to the shared one is over its limit. */
  sharedUntilMs: number
  /** The segment that was swept last. */
  turn: number
}

/** Where a table keeps what it counts. */
export interface TableMemory {
  readonly counts: TableCounts
  readonly fixed: Cells
  /** Undefined as long as they have no rows. */
  readonly segments: (Segment | undefined)[]
  readonly networks: NetworkSegments
  /** Where rows are saved before they change, if other threads share them. */
  readonly journal: UndoJournal | undefined
}

/** The memory of a table that only this thread uses: its segments are allocated when they are used. */
export function privateMemory(layout: RowLayout, capacity: number): TableMemory {
  return {
    counts: { rows: 0, evictions: 0, overflows: 0, sharedUntilMs: 0, turn: 0 },
    fixed: allocateCells(fixedRows * layout.rowBytes),
    segments: Array.from({ length: segmentsFor(capacity).segments }, () => undefined),
    networks: { near: undefined, wide: undefined },
    journal: undefined,
  }
}

/** The number of segments of a table of this capacity, and the home slots of each at most. */
export function segmentsFor(capacity: number): { readonly segments: number; readonly slots: number } {
  const slots = Math.ceil(capacity / load)
  // Growing or rebuilding a segment is the longest pause in a call: a few thousand rows are moved.
  const segments = 2 ** Math.max(0, Math.ceil(Math.log2(slots / maxHomes)))
  return { segments, slots: Math.ceil(slots / segments) }
}

/** Creates the blank segments of a table; those of full size share cells. */
export class BlankSegments {
  readonly #segments: number
  readonly #maxSlots: number
  /** The shared cells of segments of full size, in the present layout. */
  #shared: (Cells | undefined)[] = []

  constructor(segments: number, maxSlots: number) {
    this.#segments = segments
    this.#maxSlots = maxSlots
  }

  create(layout: RowLayout, index: number, slots: number): Segment {
    if (slots < this.#maxSlots) return createSegment(layout, slots)
    // WHY: the views of a few shared cells stay in the processor's caches; separate views for each segment would not. Unused parts are not backed
    // by memory yet, because large buffers are zeroed when they are first accessed.
    const bytes = segmentBytes(layout, slots)
    const sharing = Math.min(this.#segments, 2 ** Math.max(0, Math.floor(Math.log2(maxSharedBytes / bytes))))
    const cells = (this.#shared[Math.floor(index / sharing)] ??= allocateCells(sharing * bytes))
    return createSegment(layout, slots, cells, (index % sharing) * slotsOf(slots))
  }

  /** The layout has changed: segments that are created from now on share none of the cells. */
  forget(): void {
    this.#shared = []
  }
}
