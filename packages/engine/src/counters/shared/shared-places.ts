import { cellsIn } from '../cells.ts'
import { createKeyHash, type KeyHash } from '../hash-key.ts'
import { keyText, type PlacesInUse } from '../held-places.ts'
import type { RowLayout } from '../row-layout.ts'
import {
  countRows,
  endOf,
  findSlot,
  hasRoom,
  insertRow,
  isEmpty,
  removeRow,
  segmentBytes,
  slotsOf,
} from '../segment.ts'
import type { Charge } from '../store.ts'
import { segmentsFor } from '../table-memory.ts'
import { segmentStateBytes, SharedSegment } from './shared-segment.ts'
import type { UndoJournal } from './undo-journal.ts'

/*
 * Rows of subjects and of leases, in segments like those of tables:
 *
 *     at + 0    64 bits   fingerprint of the counter and the key, or of the counter and the lease
 *     at + 8    double    places
 *     at + 16   32 bits   the counter, as the hash of its name
 *     at + 20   32 bits   of leases: the holder
 *     at + 24   64 bits   of leases: fingerprint of the row of the subject
 */
const subjectRow: RowLayout = { counters: [], rowBytes: 24, spanMs: Infinity }
const leaseRow: RowLayout = { counters: [], rowBytes: 32, spanMs: Infinity }
// No row is inserted above this load, at which every row finds a slot.
const fullLoad = 0.8

/** The places at once of all counters in memory that threads share: who holds them, for each request. Zeroed memory contains none. */
export class SharedPlacesMemory {
  readonly #hash: KeyHash
  readonly #journal: UndoJournal
  readonly #subjects: readonly SharedSegment[]
  readonly #leases: readonly SharedSegment[]
  readonly #print = new Uint32Array(2)
  /** By whom leases are taken. */
  readonly #holder: number

  /** Bytes of a memory for the places of `capacity` requests. */
  static bytes(capacity: number): number {
    return kindBytes(subjectRow, capacity) + kindBytes(leaseRow, capacity)
  }

  constructor(
    memory: SharedArrayBuffer,
    at: number,
    options: {
      readonly capacity: number
      readonly secret: readonly [number, number]
      readonly journal: UndoJournal
      readonly holder: number
    },
  ) {
    const { capacity, secret, journal, holder } = options
    const words = secret.values()
    this.#hash = createKeyHash(() => words.next().value!)
    this.#journal = journal
    this.#holder = holder
    this.#subjects = segmentsOf(memory, at, subjectRow, capacity, journal)
    this.#leases = segmentsOf(memory, at + kindBytes(subjectRow, capacity), leaseRow, capacity, journal)
  }

  /** The places of one counter; `name` MUST be another one for each counter. */
  of(name: string): PlacesInUse {
    return new SharedPlaces(this, name)
  }

  hashOf(name: string): number {
    this.#hash([name], this.#print)
    return this.#print[0]!
  }

  subject(name: string, key: string): PlacesRow {
    return this.#row(this.#subjects, 's' + name, key)
  }

  lease(name: string, lease: string): PlacesRow {
    return this.#row(this.#leases, 'l' + name, lease)
  }

  /** The row of the subject of a lease. */
  subjectOf(lease: PlacesRow): PlacesRow {
    const at = (lease.at >> 2) + 6
    const { words } = lease.segment.cells
    return this.#rowAt(this.#subjects, words[at]! | 0, words[at + 1]! | 0)
  }

  take(subject: PlacesRow, lease: PlacesRow | undefined, counter: number, places: number): void {
    const held = subject.slot < 0 ? this.#insert(subject) : this.#saved(subject)
    held.places += places
    held.counter = counter
    if (lease === undefined) return
    const row = this.#insert(lease)
    row.places = places
    row.counter = counter
    row.segment.cells.words.set([this.#holder, subject.first, subject.second], (row.at >> 2) + 5)
  }

  /** Gives back what a lease holds. */
  release(lease: PlacesRow): void {
    const { places } = lease
    const subject = this.subjectOf(lease)
    removeRow(lease.segment, lease.slot)
    this.giveBack(subject, places)
  }

  giveBack(subject: PlacesRow, places: number): void {
    if (subject.slot < 0) return
    this.#saved(subject).places -= Math.min(places, subject.places)
    if (subject.places === 0) removeRow(subject.segment, subject.slot)
  }

  /** Gives back what a holder holds. Linear in the requests in progress. */
  releaseAllOf(holder: number): void {
    this.#each(this.#leases, (row) => {
      if (row.segment.cells.words[(row.at >> 2) + 5] !== holder) return
      this.release(row)
      this.#journal.commit()
    })
  }

  /** Removes the rows of counters that are not among `names`. Linear in the requests in progress. */
  keepOnly(names: readonly string[]): void {
    const kept = new Set(names.map((name) => this.hashOf(name)))
    for (const segments of [this.#leases, this.#subjects])
      this.#each(segments, (row) => {
        if (kept.has(row.counter)) return
        removeRow(row.segment, row.slot)
        this.#journal.commit()
      })
  }

  /** Places of a counter that are held. Linear in the requests in progress. */
  total(counter: number): number {
    let total = 0
    this.#each(this.#subjects, (row) => {
      if (row.counter === counter) total += row.places
    })
    return total
  }

  /** Counts the rows, after they were restored from a journal. */
  recount(): void {
    for (const segment of [...this.#subjects, ...this.#leases]) segment.rows = countRows(segment)
  }

  #row(segments: readonly SharedSegment[], name: string, text: string): PlacesRow {
    this.#hash([name, text], this.#print)
    return this.#rowAt(segments, this.#print[0]! | 0, this.#print[1]! | 0)
  }

  #rowAt(segments: readonly SharedSegment[], first: number, second: number): PlacesRow {
    const segment = segments[first & (segments.length - 1)]!
    return new PlacesRow(segment, first, second, findSlot(segment, first, second))
  }

  #insert(row: PlacesRow): PlacesRow {
    row.slot = insertRow(row.segment, row.first, row.second, 0)
    // The call is undone.
    if (row.slot < 0) throw new RangeError('there is no room for the places of another request')
    return row
  }

  #saved(row: PlacesRow): PlacesRow {
    const { stride, cells } = row.segment
    this.#journal.save(cells.words, row.slot * stride, (row.slot + 1) * stride)
    return row
  }

  /** Calls `visit` for each row, which may remove it. */
  #each(segments: readonly SharedSegment[], visit: (row: PlacesRow) => void): void {
    for (const segment of segments)
      for (let slot = endOf(segment) - 1; segment.rows > 0 && slot >= segment.start; slot--)
        if (!isEmpty(segment, slot)) visit(new PlacesRow(segment, 0, 0, slot))
  }
}

/** The row of a subject or of a lease; `slot` is -1 if there is none. */
class PlacesRow {
  readonly segment: SharedSegment
  readonly first: number
  readonly second: number
  slot: number

  constructor(segment: SharedSegment, first: number, second: number, slot: number) {
    this.segment = segment
    this.first = first
    this.second = second
    this.slot = slot
  }

  get at(): number {
    return this.slot * this.segment.layout.rowBytes
  }

  get places(): number {
    return this.segment.cells.doubles[(this.at >> 3) + 1]!
  }

  set places(places: number) {
    this.segment.cells.doubles[(this.at >> 3) + 1] = places
  }

  get counter(): number {
    return this.segment.cells.words[(this.at >> 2) + 4]!
  }

  set counter(counter: number) {
    this.segment.cells.words[(this.at >> 2) + 4] = counter
  }

  get hasRoom(): boolean {
    const { segment, first, slot } = this
    return slot >= 0 || (segment.rows < segment.slots * fullLoad && hasRoom(segment, first))
  }
}

/**
 * The places of one counter that requests of all threads hold. If there is no room for another request, its places count as taken: no subject ever holds more
 * than the limit.
 */
class SharedPlaces implements PlacesInUse {
  readonly #memory: SharedPlacesMemory
  readonly #name: string
  readonly #counter: number

  constructor(memory: SharedPlacesMemory, name: string) {
    this.#memory = memory
    this.#name = name
    this.#counter = memory.hashOf(name)
  }

  get total(): number {
    return this.#memory.total(this.#counter)
  }

  others(charge: Charge): number {
    const lease = this.#leaseOf(charge)
    if (lease !== undefined && lease.slot >= 0) return this.#memory.subjectOf(lease).places - lease.places
    const subject = this.#subjectOf(charge)
    if (!subject.hasRoom || lease?.hasRoom === false) return Infinity
    return placesOf(subject)
  }

  of(charge: Charge): number {
    const lease = this.#leaseOf(charge)
    if (lease !== undefined && lease.slot >= 0) return this.#memory.subjectOf(lease).places
    const subject = this.#subjectOf(charge)
    return subject.hasRoom ? placesOf(subject) : Infinity
  }

  isShared(charge: Charge): boolean {
    return !this.#subjectOf(charge).hasRoom
  }

  take(charge: Charge, places: number): void {
    const lease = this.#leaseOf(charge)
    if (lease !== undefined && lease.slot >= 0) return
    this.#memory.take(this.#subjectOf(charge), lease, this.#counter, places)
  }

  release(charge: Charge, places: number): void {
    const lease = this.#leaseOf(charge)
    if (lease === undefined) this.#memory.giveBack(this.#subjectOf(charge), places)
    else if (lease.slot >= 0) this.#memory.release(lease)
  }

  #subjectOf({ key }: Charge): PlacesRow {
    return this.#memory.subject(this.#name, keyText(key))
  }

  #leaseOf({ lease }: Charge): PlacesRow | undefined {
    return lease === undefined ? undefined : this.#memory.lease(this.#name, lease)
  }
}

function placesOf(subject: PlacesRow): number {
  return subject.slot < 0 ? 0 : subject.places
}

function kindBytes(row: RowLayout, capacity: number): number {
  const { segments, slots } = segmentsFor(capacity)
  return segments * (segmentStateBytes + segmentBytes(row, slots))
}

function segmentsOf(
  memory: SharedArrayBuffer,
  at: number,
  row: RowLayout,
  capacity: number,
  journal: UndoJournal,
): readonly SharedSegment[] {
  const { segments, slots } = segmentsFor(capacity)
  const cells = cellsIn(memory, at + segments * segmentStateBytes, segments * segmentBytes(row, slots))
  return Array.from({ length: segments }, (_, i) => {
    const state = new Int32Array(memory, at + i * segmentStateBytes, segmentStateBytes / 4)
    return new SharedSegment(cells, row, { start: i * slotsOf(slots), slots }, state, journal)
  })
}
