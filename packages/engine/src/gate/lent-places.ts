import type { Charge, Consumed, CounterStore } from '../counters/store.ts'
import { holdsPlaces } from '../decide/charging.ts'

/** Places at once while a store comes and goes: which requests hold theirs in a stand-in, and what is to be given back to the store when it is back. */
export interface LentPlaces {
  /** Remembers that a stand-in took the places of these charges. */
  readonly took: (taker: CounterStore, charges: readonly Charge[], answer: Consumed) => void
  /** The stand-in that took the places of a lease, which is forgotten by this; undefined if the store itself did. */
  readonly ended: (lease: string | undefined) => CounterStore | undefined
  /** Of these charges, those whose places the store itself took. */
  readonly inStore: (charges: readonly Charge[]) => readonly Charge[]
  /** Keeps places that the store could not be asked to take back. */
  readonly owe: (charges: readonly Charge[]) => void
  /** Places to give back now, which are forgotten by this. */
  readonly owed: () => readonly (readonly Charge[])[]
  /** Forgets what is owed, because the layout has changed: stores with leases give it back by themselves. */
  readonly forgive: () => void
}

/** How many requests may be owed; the places of further ones come back with their leases. */
export const maxOwed = 10_000

/** Creates the record of places. It grows with requests in progress, and with at most `maxOwed` that have ended. */
export function createLentPlaces(): LentPlaces {
  const takers = new Map<string, CounterStore>()
  let owed: (readonly Charge[])[] = []

  return {
    took: (taker, charges, { admitted, readings }) => {
      for (const [at, charge] of charges.entries())
        if (admitted && holdsPlaces(charge, readings[at]!.admitted)) takers.set(charge.lease!, taker)
    },
    ended: (lease) => {
      if (lease === undefined) return undefined
      const taker = takers.get(lease)
      if (taker !== undefined) takers.delete(lease)
      return taker
    },
    inStore: (charges) => charges.filter(({ lease }) => lease === undefined || !takers.has(lease)),
    owe: (charges) => {
      if (owed.length < maxOwed) owed.push(charges)
    },
    owed: () => {
      const all = owed
      owed = []
      return all
    },
    forgive: () => {
      owed = []
    },
  }
}
