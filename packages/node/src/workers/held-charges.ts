import type { Charge, Consumed, CounterLayout } from '@tidegate/engine'
import type { CounterCall } from './worker-message.ts'

/** The charges of requests in progress that may hold places at once, by lease. Memory is bounded by these requests. */
export class HeldCharges {
  readonly #byLease = new Map<string, readonly Charge[]>()
  #layout: CounterLayout | undefined

  /** Sets the layout; charges that are held move to the positions of their limits in it, or are forgotten with their limit. */
  relay(layout: CounterLayout): void {
    const former = this.#layout
    this.#layout = layout
    if (former === undefined) return
    for (const [lease, charges] of this.#byLease) {
      const moved = charges.flatMap((charge) => move(charge, former, layout))
      if (moved.length === 0) this.#byLease.delete(lease)
      else this.#byLease.set(lease, moved)
    }
  }

  /**
   * Notes what an answered call has taken or given back. `of` is the layout of its charges, which may be another one than the present one: a policy may be reloaded
   * between a call and its answer.
   */
  note(call: CounterCall, value: Consumed | boolean | undefined, of: CounterLayout): void {
    if (call.kind !== 'consume' && call.kind !== 'settle' && call.kind !== 'release') return
    const leased = call.charges.filter(({ lease }) => lease !== undefined)
    const lease = leased[0]?.lease
    if (lease === undefined) return
    if (call.kind === 'release') this.#byLease.delete(lease)
    else if (call.kind === 'settle' || (typeof value === 'object' && value.admitted)) {
      const present = this.#layout
      const moved =
        present === undefined || present === of ? leased : leased.flatMap((charge) => move(charge, of, present))
      if (moved.length > 0) this.#byLease.set(lease, [...(this.#byLease.get(lease) ?? []), ...moved])
    }
  }

  /** The charges of all requests in progress. */
  all(): readonly (readonly Charge[])[] {
    return [...this.#byLease.values()]
  }

  /**
   * The same, as charges that take the places again from an owner that has none. WHY shadow: nothing may refuse a place that is in use, such as a block of an operator, whose
   * end would find it free.
   */
  toTakeAgain(): readonly (readonly Charge[])[] {
    return this.all().map((charges) => charges.map((charge) => ({ ...charge, mode: 'shadow' })))
  }
}

function move(charge: Charge, former: CounterLayout, layout: CounterLayout): readonly Charge[] {
  const { identity, counters } = former.subjects[charge.subject]!
  const subject = layout.subjects.findIndex((one) => one.identity === identity)
  const known = layout.subjects[subject]?.counters ?? []
  const counter = known.findIndex((one) => one.identity === counters[charge.counter]!.identity)
  return counter < 0 ? [] : [{ ...charge, subject, counter }]
}
