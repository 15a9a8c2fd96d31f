import type { Charge, Consumed, CounterLayout } from '@tidegate/engine'

/** The places at once that requests of this process hold, so that they can be given back if a reload removes their limit. */
export interface OwnPlaces {
  readonly took: (layout: CounterLayout, charges: readonly Charge[], answer: Consumed) => void
  readonly released: (charges: readonly Charge[]) => void
  /** Returns the charges, in the former layout, whose counters the next one does not have, and forgets them. */
  readonly removedBy: (former: CounterLayout, next: CounterLayout) => readonly Charge[]
}

/** A request that holds places of a limit. */
interface Holding {
  readonly limit: string
  readonly charge: Charge
}

/** Creates an empty list. Memory is bounded by the requests in progress. */
export function createOwnPlaces(): OwnPlaces {
  const byLease = new Map<string, readonly Holding[]>()
  return {
    took(layout, charges, { admitted, readings }) {
      if (!admitted) return
      for (const [at, charge] of charges.entries()) {
        if (charge.lease === undefined || charge.places === 0 || !readings[at]!.admitted) continue
        const holding = { limit: limitOf(layout, charge), charge }
        byLease.set(charge.lease, [...(byLease.get(charge.lease) ?? []), holding])
      }
    },
    released(charges) {
      for (const { lease } of charges) if (lease !== undefined) byLease.delete(lease)
    },
    removedBy(former, next) {
      const kept = new Set(limitsOf(next))
      const present = new Set(limitsOf(former))
      const removed: Charge[] = []
      for (const [lease, holdings] of byLease) {
        const others = holdings.filter(({ limit }) => kept.has(limit))
        if (others.length === holdings.length) continue
        if (others.length === 0) byLease.delete(lease)
        else byLease.set(lease, others)
        for (const { limit, charge } of holdings) {
          if (kept.has(limit) || !present.has(limit)) continue
          removed.push({ ...charge, ...placeOf(former, limit) })
        }
      }
      return removed
    },
  }
}

function limitsOf(layout: CounterLayout): readonly string[] {
  return layout.subjects.flatMap(({ counters }, subject) =>
    counters.flatMap(({ algorithm }, counter) =>
      algorithm === 'at-once' ? [limitOf(layout, { subject, counter })] : [],
    ),
  )
}

function limitOf({ tag, subjects }: CounterLayout, { subject, counter }: Pick<Charge, 'subject' | 'counter'>): string {
  const spec = subjects[subject]
  return JSON.stringify([tag, spec?.identity, spec?.counters[counter]?.identity])
}

/** Where a layout has a limit of places at once. */
function placeOf(layout: CounterLayout, limit: string): Pick<Charge, 'subject' | 'counter'> {
  for (const [subject, { counters }] of layout.subjects.entries())
    for (const counter of counters.keys())
      if (limitOf(layout, { subject, counter }) === limit) return { subject, counter }
  throw new RangeError(`no limit ${limit} in the layout`)
}
