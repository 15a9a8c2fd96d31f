import { keyText, type PlacesInUse } from '../held-places.ts'
import type { Charge } from '../store.ts'
import type { PlacesRow } from './places-row.ts'
import type { SharedPlacesMemory } from './shared-places-memory.ts'

/**
 * The places of one counter that requests of all threads hold. If there is no room for another request, its places count as taken: no subject ever holds more
 * than the limit.
 */
export class SharedPlaces implements PlacesInUse {
  readonly #memory: SharedPlacesMemory
  readonly #name: string
  readonly #counter: number

  /** `name` MUST be another one for each counter. */
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
