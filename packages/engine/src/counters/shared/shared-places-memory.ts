import { cellsIn } from '../cells.ts'
import { createKeyHash, type KeyHash } from '../hash-key.ts'
import type { RowLayout } from '../row-layout.ts'
import { countRows, endOf, findSlot, insertRow, isEmpty, removeRow, segmentBytes, slotsOf } from '../segment.ts'
import { segmentsFor } from '../table-memory.ts'
import { PlacesRow } from './places-row.ts'
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
