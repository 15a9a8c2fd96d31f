import type { Cells } from '../cells.ts'
import type { RowLayout } from '../row-layout.ts'
import type { Segment } from '../segment.ts'
import type { UndoJournal } from './undo-journal.ts'

/** Bytes of what a segment in shared memory keeps about its rows. */
export const segmentStateBytes = 16

/** Where a segment is: its first slot in its cells, and its home slots. */
export interface SegmentPlace {
  readonly start: number
  readonly slots: number
}

/** A segment of full size whose rows, and what is known about them, are in memory that threads share. Zeroed memory is an empty segment. */
export class SharedSegment implements Segment {
  readonly cells: Cells
  readonly layout: RowLayout
  readonly stride: number
  readonly start: number
  readonly slots: number
  readonly journal: UndoJournal | undefined
  /** Number of rows, the slots from the start to the hand, and whether the last sweep was fruitless. */
  readonly #state: Int32Array

  constructor(
    cells: Cells,
    layout: RowLayout,
    { start, slots }: SegmentPlace,
    state: Int32Array,
    journal?: UndoJournal,
  ) {
    this.cells = cells
    this.layout = layout
    this.stride = layout.rowBytes / 4
    this.start = start
    this.slots = slots
    this.#state = state
    this.journal = journal
  }

  get rows(): number {
    return this.#state[0]!
  }

  set rows(rows: number) {
    this.#state[0] = rows
  }

  get hand(): number {
    return this.start + this.#state[1]!
  }

  set hand(slot: number) {
    this.#state[1] = slot - this.start
  }

  get fruitful(): boolean {
    return this.#state[2] === 0
  }

  set fruitful(isFruitful: boolean) {
    this.#state[2] = isFruitful ? 0 : 1
  }
}
