import { allocateCells, type Cells } from './cells.ts'
import { blankRow, fixedRows, overflowRow, scratchRow, totalRow } from './fixed-rows.ts'
import { findVictim, liveRows, rebuildSegment, sweepSegment } from './make-room.ts'
import { joinCrowd } from './join-crowd.ts'
import { networkOfTag, NetworkRows, type Crowd } from './network-rows.ts'
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

/** A segment grows above this load. */
export const load = 0.77
// A segment of full size may be filled to this load before the table is full, because keys are distributed unevenly over segments.
const unevenLoad = 0.85
// Maximum number of bytes that one call may have to fill with zeros, which takes a millisecond.
const maxSharedBytes = 2 ** 23

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
  rows = 0
  evictions = 0
  overflows = 0
  readonly networks: NetworkRows
  /** Until when a restored row that was joined to the shared one is over its limit. */
  sharedUntilMs = 0
  /** Home slots of a segment at first. */
  firstSlots = 32

  readonly #capacity: number
  readonly #maxSlots: number
  readonly #segments: (Segment | undefined)[]
  /** The shared cells of segments of full size, in the present layout. */
  #shared: (Cells | undefined)[] = []
  #fixed: Cells
  /** Whether the open row is a blank stand-in because the key has no row yet. */
  #pending = false
  #first = 0
  #second = 0
  #turn = 0

  constructor(layout: RowLayout, capacity: number) {
    const slots = Math.ceil(capacity / load)
    // Growing or rebuilding a segment is the longest pause in a call: a few thousand rows are moved.
    const segments = 2 ** Math.max(0, Math.ceil(Math.log2(slots / maxHomes)))
    this.layout = layout
    this.#capacity = capacity
    this.#maxSlots = Math.ceil(slots / segments)
    this.#segments = Array.from({ length: segments }, () => undefined)
    this.#fixed = allocateCells(fixedRows * layout.rowBytes)
    this.networks = new NetworkRows(capacity)
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
    } else if (nowMs < this.sharedUntilMs) {
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
    this.rows++
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
    for (const row of [totalRow, overflowRow]) {
      carryRow(this.#fixed, row * this.layout.rowBytes, this.layout, fixed, row * layout.rowBytes, layout)
    }
    this.layout = layout
    this.#fixed = fixed
    this.#shared = []
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
    }
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
    if (!dry) this.overflows++
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
    const blank = this.#blankSegment(index, segment.slots)
    return this.#replace(index, segment.rows, rebuildSegment(segment, blank, nowMs) ?? blank)
  }

  /** The segment of the open key, with room for one more row unless it is full of rows over their limit. */
  #makeRoom(nowMs: number): Segment {
    const index = this.#first & (this.#segments.length - 1)
    let segment = this.#segments[index]
    if (segment === undefined)
      return this.#replace(index, 0, this.#blankSegment(index, Math.min(this.firstSlots, this.#maxSlots)))
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

  /** Creates a blank segment of the present layout; those of full size share cells. */
  #blankSegment(index: number, slots: number): Segment {
    if (slots < this.#maxSlots) return createSegment(this.layout, slots)
    // WHY: the views of a few shared cells stay in the processor's caches; separate views for each segment would not. Unused parts are not backed
    // by memory yet, because large buffers are zeroed when they are first accessed.
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

  /** The next segment in turn, so that a full table evicts evenly and finds expired rows in all segments. */
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
