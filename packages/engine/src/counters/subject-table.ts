import { allocateCells, type Cells } from './cells.ts'
import { findVictim, liveRows, rebuildSegment, sweepSegment } from './make-room.ts'
import { advanceRow, carryRow, isExpired } from './row.ts'
import { sameLayout, type RowLayout } from './row-layout.ts'
import {
  createSegment,
  findSlot,
  hasRoom,
  insertRow,
  maxHomes,
  removeRow,
  segmentBytes,
  slotsOf,
  type Segment,
} from './segment.ts'

const load = 0.77
// At its full size a segment may be this full before the table is, since keys fall unevenly on segments.
const unevenLoad = 0.85
const minSlots = 32
// So much may have to be zeroed in one call: a millisecond.
const maxSharedBytes = 2 ** 23

// Rows beside the table.
const totalRow = 0
const overflowRow = 1
const blankRow = 2
const scratchRow = 3
const fixedRows = 4

/**
 * The rows of one subject spec: the bounded table of its keyed rows, the row of the subject without a key, and the shared row on which
 * keys are counted that find the table full of rows over their limit.
 *
 * One row is open at a time: `open` finds it, `cells`, `at` and `nowMs` say where it is, `settle` makes it real before a charge.
 */
export class SubjectTable {
  layout: RowLayout
  cells: Cells
  /** Byte offset of the open row in `cells`. */
  at = 0
  /** The instant to which the open row has been carried. */
  nowMs = 0
  /** The open row is the shared one. */
  overflow = false
  /** The call that opened the row. */
  call = 0
  rows = 0
  evictions = 0
  overflows = 0

  readonly #capacity: number
  readonly #maxSlots: number
  readonly #segments: (Segment | undefined)[]
  /** What segments of full size lie in, in the present layout. */
  #shared: (Cells | undefined)[] = []
  #fixed: Cells
  /** The open row is a blank stand-in: the key has none yet. */
  #pending = false
  #first = 0
  #second = 0
  #turn = 0

  constructor(layout: RowLayout, capacity: number) {
    const slots = Math.ceil(capacity / load)
    // Growing or re-laying a segment is the longest pause that a call can see: a few thousand rows are moved.
    const segments = 2 ** Math.max(0, Math.ceil(Math.log2(slots / maxHomes)))
    this.layout = layout
    this.#capacity = capacity
    this.#maxSlots = Math.ceil(slots / segments)
    this.#segments = Array.from({ length: segments }, () => undefined)
    this.#fixed = allocateCells(fixedRows * layout.rowBytes)
    this.cells = this.#fixed
  }

  /** Opens the row of the subject without a key. `dry`: a copy, of which nothing stays. */
  openTotal(nowMs: number, dry: boolean): void {
    this.#openAt(this.#fixed, totalRow * this.layout.rowBytes, nowMs, dry)
  }

  /** Opens the row of a fingerprint, the shared row, or a blank one where `settle` will find room. */
  open(first: number, second: number, nowMs: number, dry: boolean): void {
    const segment = this.#segmentOf(first, nowMs)
    const slot = segment === undefined ? -1 : findSlot(segment, first, second)
    if (segment !== undefined && slot >= 0) {
      this.#openAt(segment.cells, slot * this.layout.rowBytes, nowMs, dry)
    } else if (segment === undefined || hasRoom(segment, first) || findVictim(segment, first, nowMs) >= 0) {
      this.#openAt(this.#fixed, blankRow * this.layout.rowBytes, nowMs, dry)
      this.#pending = !dry
      this.#first = first
      this.#second = second
    } else {
      this.#openOverflow(nowMs, dry)
    }
  }

  /** Gives the open row its place in the table, so that it can be charged. */
  settle(): void {
    if (!this.#pending) return
    this.#pending = false
    const segment = this.#makeRoom(this.nowMs)
    let slot = insertRow(segment, this.#first, this.#second, this.nowMs)
    if (slot < 0) {
      const victim = findVictim(segment, this.#first, this.nowMs)
      if (victim >= 0) this.#forget(segment, victim, this.nowMs)
      slot = insertRow(segment, this.#first, this.#second, this.nowMs)
    }
    if (slot < 0) {
      this.#openOverflow(this.nowMs, false)
      return
    }
    this.rows++
    this.cells = segment.cells
    this.at = slot * this.layout.rowBytes
  }

  /**
   * Takes over another layout: fixed rows at once, segments when they are next touched. Cells that segments shared are given back when all of
   * those have been touched.
   */
  relay(layout: RowLayout): void {
    if (sameLayout(this.layout, layout)) return
    const fixed = allocateCells(fixedRows * layout.rowBytes)
    for (const row of [totalRow, overflowRow]) {
      carryRow(this.#fixed, row * this.layout.rowBytes, this.layout, fixed, row * layout.rowBytes, layout)
    }
    this.layout = layout
    this.#fixed = fixed
    this.#shared = []
  }

  /** Bytes that the table takes now. */
  bytes(): number {
    return this.#segments.reduce(
      (sum, segment) => sum + (segment === undefined ? 0 : segmentBytes(segment.layout, segment.slots)),
      fixedRows * this.layout.rowBytes,
    )
  }

  /** Bytes that it takes at most. */
  maxBytes(): number {
    return fixedRows * this.layout.rowBytes + this.#segments.length * segmentBytes(this.layout, this.#maxSlots)
  }

  #openAt(cells: Cells, at: number, nowMs: number, dry: boolean): void {
    this.cells = cells
    this.at = at
    this.overflow = false
    this.#pending = false
    if (dry) {
      const { rowBytes } = this.layout
      this.cells = this.#fixed
      this.at = scratchRow * rowBytes
      this.#fixed.words.set(cells.words.subarray(at >> 2, (at + rowBytes) >> 2), this.at >> 2)
    }
    this.nowMs = advanceRow(this.cells, this.at, this.layout, nowMs)
  }

  #openOverflow(nowMs: number, dry: boolean): void {
    this.#openAt(this.#fixed, overflowRow * this.layout.rowBytes, nowMs, dry)
    this.overflow = true
    if (!dry) this.overflows++
  }

  /** The segment of a fingerprint's first word, in the present layout. */
  #segmentOf(first: number, nowMs: number): Segment | undefined {
    const index = first & (this.#segments.length - 1)
    const segment = this.#segments[index]
    if (segment === undefined || segment.layout === this.layout) return segment
    const blank = this.#blankSegment(index, segment.slots)
    return this.#replace(index, segment.rows, rebuildSegment(segment, blank, nowMs) ?? blank)
  }

  /** The segment of the open key, in which there is room for one more row unless rows over their limit crowd it. */
  #makeRoom(nowMs: number): Segment {
    const index = this.#first & (this.#segments.length - 1)
    let segment = this.#segments[index]
    if (segment === undefined)
      return this.#replace(index, 0, this.#blankSegment(index, Math.min(minSlots, this.#maxSlots)))
    if (segment.rows + 1 > segment.slots * load && segment.slots < this.#maxSlots) {
      const grows = liveRows(segment, nowMs) + 1 > (segment.slots * load) / 2
      const slots = grows ? Math.min(segment.slots * 2, this.#maxSlots) : segment.slots
      const rebuilt = rebuildSegment(segment, this.#blankSegment(index, slots), nowMs)
      if (rebuilt !== undefined) segment = this.#replace(index, segment.rows, rebuilt)
    }
    if (this.rows >= this.#capacity) this.#sweep(this.#nextSegment() ?? segment, nowMs)
    if (segment.rows + 1 > segment.slots * unevenLoad) this.#sweep(segment, nowMs)
    return segment
  }

  /** A blank segment of the present layout; those of full size share cells. */
  #blankSegment(index: number, slots: number): Segment {
    if (slots < this.#maxSlots) return createSegment(this.layout, slots)
    // WHY: the views of few cells stay in the processor's caches, those of each segment do not. What no row was put in is not backed by
    // memory yet, as large buffers are zeroed when they are first touched.
    const bytes = segmentBytes(this.layout, slots)
    const sharing = Math.min(this.#segments.length, 2 ** Math.max(0, Math.floor(Math.log2(maxSharedBytes / bytes))))
    const cells = (this.#shared[Math.floor(index / sharing)] ??= allocateCells(sharing * bytes))
    return createSegment(this.layout, slots, cells, (index % sharing) * slotsOf(slots))
  }

  #replace(index: number, formerRows: number, segment: Segment): Segment {
    this.rows += segment.rows - formerRows
    this.#segments[index] = segment
    return segment
  }

  /** In turn, so that a full table forgets evenly and finds what has expired wherever it lies. */
  #nextSegment(): Segment | undefined {
    this.#turn = (this.#turn + 1) % this.#segments.length
    return this.#segments[this.#turn]
  }

  #sweep(segment: Segment, nowMs: number): void {
    const swept = sweepSegment(segment, nowMs)
    this.rows -= Math.abs(swept)
    if (swept < 0) this.evictions++
  }

  #forget(segment: Segment, slot: number, nowMs: number): void {
    if (!isExpired(segment.cells, slot * this.layout.rowBytes, this.layout, nowMs)) this.evictions++
    removeRow(segment, slot)
    this.rows--
  }
}
