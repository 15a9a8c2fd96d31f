import { isUnknownKey, type KeyValue } from '@tidegate/model'
import type { Charge } from './store.ts'

/** The requests in progress of one subject, or of all subjects that found no room for a count of their own. */
interface Holders {
  /** The subject's key as text; undefined for the shared ones. */
  readonly key: string | undefined
  places: number
}

interface Lease {
  readonly holders: Holders
  readonly places: number
}

/** The places of one counter that requests in progress hold, wherever they are counted. */
export type PlacesInUse = Pick<HeldPlaces, keyof HeldPlaces>

/**
 * The places of one counter that requests in progress hold: an exact count for each subject, as long as it holds any, and what each lease holds.
 * Memory is bounded by the requests in progress, and by `maxSubjects`: further subjects share one count, so that no subject ever holds more than the
 * limit, but may be refused because of others. They share it until it is 0, because a count of their own would begin without the places that they hold.
 */
export class HeldPlaces {
  /** Places held by all subjects. */
  total = 0

  readonly #maxSubjects: number
  readonly #bySubject = new Map<string, Holders>()
  readonly #byLease = new Map<string, Lease>()
  readonly #shared: Holders = { key: undefined, places: 0 }
  // WHY: a charge is looked up several times in a row.
  #charge: Charge | undefined
  #key = ''

  constructor(maxSubjects: number) {
    this.#maxSubjects = maxSubjects
  }

  /** Places that the subject of a charge holds, apart from those of the charge's own lease. */
  others(charge: Charge): number {
    const own = this.#leaseOf(charge)
    const holders = own?.holders ?? this.#holdersOf(charge)
    return (holders?.places ?? 0) - (own?.places ?? 0)
  }

  /** Places that the subject of a charge holds. */
  of(charge: Charge): number {
    return (this.#leaseOf(charge)?.holders ?? this.#holdersOf(charge))?.places ?? 0
  }

  /** Whether the subject of a charge shares its count with others. */
  isShared(charge: Charge): boolean {
    return this.#holdersOf(charge) === this.#shared
  }

  /** Takes places for a charge, unless its lease holds some already. A charge without a lease takes them anonymously. */
  take(charge: Charge, places: number): void {
    if (this.#leaseOf(charge) !== undefined) return
    let holders = this.#holdersOf(charge)
    if (holders === undefined) {
      holders = { key: this.#keyOf(charge), places: 0 }
      this.#bySubject.set(this.#keyOf(charge), holders)
    }
    holders.places += places
    this.total += places
    if (charge.lease !== undefined) this.#byLease.set(charge.lease, { holders, places })
  }

  /** Gives back what the lease of a charge holds; for a charge without a lease, `places`. */
  release(charge: Charge, places: number): void {
    const { lease } = charge
    if (lease === undefined) {
      const holders = this.#holdersOf(charge)
      if (holders !== undefined) this.#giveBack(holders, Math.min(places, holders.places))
      return
    }
    const held = this.#byLease.get(lease)
    if (held === undefined) return
    this.#byLease.delete(lease)
    this.#giveBack(held.holders, held.places)
  }

  #giveBack(holders: Holders, places: number): void {
    holders.places -= places
    this.total -= places
    if (holders.places === 0 && holders.key !== undefined) this.#bySubject.delete(holders.key)
  }

  #leaseOf({ lease }: Charge): Lease | undefined {
    return lease === undefined ? undefined : this.#byLease.get(lease)
  }

  /** Where the places of a charge's subject are counted; undefined if it holds none and has room for a count of its own. */
  #holdersOf(charge: Charge): Holders | undefined {
    const own = this.#bySubject.get(this.#keyOf(charge))
    if (own !== undefined) return own
    return this.#shared.places > 0 || this.#bySubject.size >= this.#maxSubjects ? this.#shared : undefined
  }

  #keyOf(charge: Charge): string {
    if (this.#charge !== charge) {
      this.#charge = charge
      this.#key = keyText(charge.key)
    }
    return this.#key
  }
}

/** A text for each key; different keys have different ones, because every part starts with its kind and length. */
export function keyText(key: readonly KeyValue[]): string {
  let text = ''
  for (const part of key) {
    if (typeof part === 'string') text += `t${part.length}:${part}`
    else if (isUnknownKey(part)) text += 'u'
    else text += `${part.family}:${part.a}.${part.b}.${part.c}.${part.d};`
  }
  return text
}
