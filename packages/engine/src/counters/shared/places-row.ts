import { hasRoom } from '../segment.ts'
import type { SharedSegment } from './shared-segment.ts'

// No row is inserted above this load, at which every row finds a slot.
const fullLoad = 0.8

/** The row of a subject or of a lease; `slot` is -1 if there is none. */
export class PlacesRow {
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
