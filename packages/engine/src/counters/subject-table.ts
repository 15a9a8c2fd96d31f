import { allocateCells, type Cells } from './cells.ts'
import { blankRow, fixedRows, overflowRow, scratchRow, totalRow } from './fixed-rows.ts'
import { findVictim, liveRows, rebuildSegment, sweepSegment } from './make-room.ts'
import { joinCrowd } from './join-crowd.ts'
import { networkOfTag, NetworkRows, type Crowd } from './network-rows.ts'
import { advanceRow, carryRow, isExpired } from './row.ts'
import { sameLayout, type RowLayout } from './row-layout.ts'
import type { UndoJournal } from './shared/undo-journal.ts'
import { BlankSegments, load, privateMemory, segmentsFor, type TableCounts, type TableMemory } from './table-memory.ts'
import { findSlot, hasRoom, insertRow, removeRow, segmentBytes, type Segment } from './segment.ts'

// A segment of full size may be filled to this load before the table is full, because keys are distributed unevenly over segments.
const unevenLoad = 0.85

/**
 * The rows of one subject spec: the bounded table of rows with keys, the row of the subject without a key, and rows for keys that find the table
 * full of rows over their limit: those of whole networks, and a shared one for keys that find those full too.
 *
 * INVARIANT: a row over its limit leaves the table only if it is joined to the row of its network, which is as strict as every row that was joined
 * to it. While that row is over its limit, it is used for all keys of the network without a row of their own. A restored row that finds no
 * room is joined to the shared row, which is used for all keys without a row until `sharedUntilMs`.
 *
 * One row is open at a time. `open` finds it, `cells` and `at` are its position, `nowMs` is its instant, and `settle` inserts it before a charge.
 */
export class SubjectTable {
  layout: RowLayout
  cells: Cells
  /** Byte offset of the open row in `cells`. */
  at = 0
  /** The instant to which the open row has been advanced. */
  nowMs = 0
  /** Whether the open row is the one of a network, or the shared one. */
  overflow = false
  /** The call that opened the row. */
  call = 0
  readonly counts: TableCounts
  readonly networks: NetworkRows
  /** Home slots of a segment at first. */
  firstSlots = 32

  readonly #capacity: number
  readonly #maxSlots: number
  readonly #journal: UndoJournal | undefined
  readonly #segments: (Segment | undefined)[]
  readonly #blanks: BlankSegments
  #fixed: Cells
  /** Whether the open row is a blank stand-in because the key has no row yet. */
  #pending = false
  #first = 0
  #second = 0

  constructor(layout: RowLayout, capacity: number, memory: TableMemory = privateMemory(layout, capacity)) {
    this.layout = layout
    this.#capacity = capacity
    this.#maxSlots = segmentsFor(capacity).slots
    this.counts = memory.counts
    this.#segments = memory.segments
    this.#blanks = new BlankSegments(memory.segments.length, this.#maxSlots)
    this.#fixed = memory.fixed
    this.#journal = memory.journal
    this.networks = new NetworkRows(capacity, memory.networks)
    this.cells = this.#fixed
  }

  /** Opens the row of a network for a restored row, or the shared one if there is no room. */
  openNetwork(crowd: Crowd, nowMs: number): void {
    if (this.networks.claim(crowd, this.layout, nowMs, false) === true)
      this.#openAt(this.networks.cells, this.networks.at, nowMs, false)
    else this.openFixed(overflowRow, nowMs, false)
  }

  /** Opens one of the rows outside the table. `dry`: opens a temporary copy. */
  openFixed(row: number, nowMs: number, dry: boolean): void {
    this.#openAt(this.#fixed, this.#fixedAt(row), nowMs, dry)
  }

  get fixed(): Cells {
    return this.#fixed
  }

  /**
   * Opens the row of a fingerprint, or a blank one for which `settle` will make room. If there is no room, or the row of the key's network is
   * over its limit, opens the row of the network, and the shared row if all slots for that contain rows over their limit.
   */
  open(first: number, second: number, nowMs: number, dry: boolean): void {
    const segment = this.#segmentOf(first, nowMs)
    const slot = segment === undefined ? -1 : findSlot(segment, first, second)
    if (segment !== undefined && slot >= 0) {
      this.#openAt(segment.cells, slot * this.layout.rowBytes, nowMs, dry)
    } else if (this.networks.findOverLimit(second, this.layout, nowMs)) {
      this.#openClaimed(true, nowMs, dry)
    } else if (nowMs < this.counts.sharedUntilMs) {
      this.#openOverflow(this.#fixed, this.#fixedAt(overflowRow), nowMs, dry)
    } else if (segment === undefined || hasRoom(segment, first) || findVictim(segment, first, nowMs) >= 0) {
      this.#openBlank(first, second, nowMs, dry)
    } else {
      this.#openCrowded(segment, first, second, nowMs, dry)
    }
  }

  /** Inserts the open row into the table, so that it can be charged. */
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
      this.#openNetwork(this.#second, this.nowMs, false)
      return
    }
    this.counts.rows++
    this.cells = segment.cells
    this.at = slot * this.layout.rowBytes
  }

  /**
   * Changes the layout: fixed rows are converted immediately, and segments are converted when they are next used. Shared cells are released when
   * all of their segments have been used.
   */
  relay(layout: RowLayout): void {
    if (sameLayout(this.layout, layout)) return
    const fixed = allocateCells(fixedRows * layout.rowBytes)
    carryFixedRows(this.#fixed, this.layout, fixed, layout)
    this.layout = layout
    this.#fixed = fixed
    this.#blanks.forget()
  }

  /** Takes over the rows of a table of the same capacity, perhaps of another layout. All segments of this one exist and are blank. Linear in the slots. */
  takeOver(former: SubjectTable, nowMs: number): void {
    carryFixedRows(former.#fixed, former.layout, this.#fixed, this.layout)
    for (const [index, segment] of former.#segments.entries())
      if (segment !== undefined) this.counts.rows += rebuildSegment(segment, this.#segments[index]!, nowMs)?.rows ?? 0
    this.networks.takeOver(former.networks, nowMs)
    this.counts.evictions = former.counts.evictions
    this.counts.overflows = former.counts.overflows
  }

  /** Current memory use in bytes. */
  bytes(): number {
    return this.#segments.reduce(
      (sum, segment) => sum + (segment === undefined ? 0 : segmentBytes(segment.layout, segment.slots)),
      fixedRows * this.layout.rowBytes + this.networks.bytes(),
    )
  }

  /** Maximum memory use in bytes. */
  maxBytes(): number {
    const most = this.#segments.length * segmentBytes(this.layout, this.#maxSlots)
    return this.#fixedAt(fixedRows) + most + this.networks.maxBytes(this.layout)
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
    } else this.#journal?.save(cells.words, at >> 2, (at + this.layout.rowBytes) >> 2)
    this.nowMs = advanceRow(this.cells, this.at, this.layout, nowMs)
  }

  #openBlank(first: number, second: number, nowMs: number, dry: boolean): void {
    this.#openAt(this.#fixed, blankRow * this.layout.rowBytes, nowMs, dry)
    this.#pending = !dry
    this.#first = first
    this.#second = second
  }

  #openOverflow(cells: Cells, at: number, nowMs: number, dry: boolean): void {
    this.#openAt(cells, at, nowMs, dry)
    this.overflow = true
    if (!dry) this.counts.overflows++
  }

  /** Opens the network's row that was found, or a blank one if there is none yet. */
  #openClaimed(isFound: boolean | undefined, nowMs: number, dry: boolean): void {
    if (isFound === true) this.#openOverflow(this.networks.cells, this.networks.at, nowMs, dry)
    else this.#openOverflow(this.#fixed, this.#fixedAt(blankRow), nowMs, dry)
  }

  /** Opens the row of the nearest network of a tag that has one or can have one, and the shared row if there is none. */
  #openNetwork(tag: number, nowMs: number, dry: boolean): void {
    for (const reach of ['near', 'wide'] as const) {
      const claimed = this.networks.claim({ reach, network: networkOfTag(tag, reach) }, this.layout, nowMs, dry)
      if (claimed === false) continue
      this.#openClaimed(claimed, nowMs, dry)
      return
    }
    this.#openOverflow(this.#fixed, this.#fixedAt(overflowRow), nowMs, dry)
  }

  /** Opens a row for a key all of whose slots contain rows over their limit. A crowd of one network makes room for keys of others. */
  #openCrowded(segment: Segment, first: number, second: number, nowMs: number, dry: boolean): void {
    const crowd = this.networks.crowdIn(segment, first, nowMs)
    if (crowd === undefined) {
      this.#openNetwork(second, nowMs, dry)
    } else if (networkOfTag(second, crowd.reach) === crowd.network) {
      this.#openClaimed(this.networks.claim(crowd, this.layout, nowMs, dry), nowMs, dry)
      joinCrowd(this, segment, first, crowd, dry)
    } else {
      if (!dry) {
        this.networks.claim(crowd, this.layout, nowMs, false)
        this.#openAt(this.networks.cells, this.networks.at, nowMs, false)
        joinCrowd(this, segment, first, crowd, false)
      }
      this.#openBlank(first, second, nowMs, dry)
    }
  }

  #fixedAt(row: number): number {
    return row * this.layout.rowBytes
  }

  #segmentOf(first: number, nowMs: number): Segment | undefined {
    return this.segmentAt(first & (this.#segments.length - 1), nowMs)
  }

  get segmentCount(): number {
    return this.#segments.length
  }

  /** A segment in the present layout; undefined as long as it has no rows. */
  segmentAt(index: number, nowMs: number): Segment | undefined {
    const segment = this.#segments[index]
    if (segment === undefined || segment.layout === this.layout) return segment
    const blank = this.#blanks.create(this.layout, index, segment.slots)
    return this.#replace(index, segment.rows, rebuildSegment(segment, blank, nowMs) ?? blank)
  }

  /** The segment of the open key, with room for one more row unless it is full of rows over their limit. */
  #makeRoom(nowMs: number): Segment {
    const index = this.#first & (this.#segments.length - 1)
    let segment = this.#segments[index]
    if (segment === undefined)
      return this.#replace(index, 0, this.#blanks.create(this.layout, index, Math.min(this.firstSlots, this.#maxSlots)))
    if (segment.rows + 1 > segment.slots * load && segment.slots < this.#maxSlots) {
      const grows = liveRows(segment, nowMs) + 1 > (segment.slots * load) / 2
      const slots = grows ? Math.min(segment.slots * 2, this.#maxSlots) : segment.slots
      const rebuilt = rebuildSegment(segment, this.#blanks.create(this.layout, index, slots), nowMs)
      if (rebuilt !== undefined) segment = this.#replace(index, segment.rows, rebuilt)
    }
    if (this.counts.rows >= this.#capacity) this.#sweep(this.#nextSegment() ?? segment, nowMs)
    if (segment.rows + 1 > segment.slots * unevenLoad) this.#sweep(segment, nowMs)
    return segment
  }

  #replace(index: number, formerRows: number, segment: Segment): Segment {
    this.counts.rows += segment.rows - formerRows
    this.#segments[index] = segment
    return segment
  }

  /** The next segment in turn, so that a full table evicts evenly and finds expired rows in all segments. */
  #nextSegment(): Segment | undefined {
    this.counts.turn = (this.counts.turn + 1) % this.#segments.length
    return this.#segments[this.counts.turn]
  }

  #sweep(segment: Segment, nowMs: number): void {
    const swept = sweepSegment(segment, nowMs)
    this.counts.rows -= Math.abs(swept)
    if (swept < 0) this.counts.evictions++
  }

  #forget(segment: Segment, slot: number, nowMs: number): void {
    if (!isExpired(segment.cells, slot * this.layout.rowBytes, this.layout, nowMs)) this.counts.evictions++
    removeRow(segment, slot)
    this.counts.rows--
  }
}

function carryFixedRows(from: Cells, old: RowLayout, to: Cells, layout: RowLayout): void {
  for (const row of [totalRow, overflowRow]) carryRow(from, row * old.rowBytes, old, to, row * layout.rowBytes, layout)
}
