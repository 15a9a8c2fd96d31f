import type { Facts, Judged } from '@tidegate/model'
import type { Awaitable, Charge, Consumed } from '../counters/store.ts'
import type { Judge } from '../judge/create-judge.ts'
import type { AppliedTally } from '../judge/phases.ts'
import { type Charged, readingBefore } from './charged.ts'
import type { Charging, LaterCharge, WaitingCharge } from './charging.ts'
import type { Verdict, Verdicts } from './verdict.ts'

/** The verdict on one request, with everything that led to it. */
export interface Decided {
  readonly verdict: Verdict
  readonly judged: Judged
  /** The answer of the counters; undefined if nothing was counted. */
  readonly consumed: Consumed | undefined
  /** Charges that depend on the status of the reply; undefined if there are none. */
  readonly waiting: readonly WaitingCharge[] | undefined
  /** Charges of places at once that the request holds until all work on it has ended; undefined if there are none. */
  readonly held: readonly LaterCharge[] | undefined
}

/** Charges or reads counters; undefined if the store is unavailable and nothing replaces it. */
export type Count = (charges: readonly Charge[], nowMs: number) => Awaitable<Consumed | undefined>

/**
 * Decides a request by its facts; `nowMs` is the time of the counters' clock. A limit that was `charged` for the same request with the same key counts as
 * before, and is not charged again. Returns a promise only if counting does.
 */
export type Decide = (facts: Facts, nowMs: number, charged?: Charged) => Awaitable<Decided>

/** The parts of a runtime that take part in a decision. */
export interface DecidingParts {
  readonly judge: Judge
  readonly charging: Charging
  readonly verdicts: Verdicts
  /** Where to count how often each rule applied, indexed by rule; absent if that is not counted. */
  readonly tallies?: readonly AppliedTally[]
}

/**
 * Creates the decision path from facts to a verdict: evaluate rules, charge the limits that apply, and combine both results. Gates and
 * simulations share it; they differ in how facts are read, in the clock and in the store. `newLease` creates identifiers of requests, no two of which
 * are the same among all that use the store.
 */
export function createDecide(parts: DecidingParts, count: Count, newLease: () => string): Decide {
  const path = new DecisionPath(parts, count, newLease)
  return (facts, nowMs, charged) => path.decide(facts, nowMs, charged)
}

class DecisionPath {
  readonly #judge: Judge
  readonly #charging: Charging
  readonly #verdicts: Verdicts
  readonly #tallies: readonly AppliedTally[] | undefined
  readonly #count: Count
  readonly #newLease: () => string

  constructor({ judge, charging, verdicts, tallies }: DecidingParts, count: Count, newLease: () => string) {
    this.#judge = judge
    this.#charging = charging
    this.#verdicts = verdicts
    this.#tallies = tallies
    this.#count = count
    this.#newLease = newLease
  }

  decide(facts: Facts, nowMs: number, charged: Charged | undefined): Awaitable<Decided> {
    const judge = this.#judge
    const judged = judge(facts)
    if (this.#tallies !== undefined) judge.countApplied(this.#tallies)
    // No limit applies to a refused request.
    if (judged.limits.length === 0) {
      const verdict = this.#verdicts.of(judged, undefined)
      return { verdict, judged, consumed: undefined, waiting: undefined, held: undefined }
    }
    if (charged !== undefined) return this.#countedAgain(facts, judged, charged, nowMs)
    const charges = this.#charging.chargesFor(judged.limits, facts.nowMs, this.#newLease)
    const count = this.#count
    const consumed = count(charges, nowMs)
    return consumed instanceof Promise
      ? this.#countedLater(judged, charges, consumed)
      : this.#counted(judged, consumed, this.#heldOf(charges, consumed), judged.limits)
  }

  /** WHY not in `decide`: a function whose variables a closure captures allocates them in each call. */
  #countedLater(judged: Judged, charges: readonly Charge[], consumed: Promise<Consumed | undefined>): Promise<Decided> {
    return consumed.then((answer) => this.#counted(judged, answer, this.#heldOf(charges, answer), judged.limits))
  }

  #countedAgain(facts: Facts, judged: Judged, charged: Charged, nowMs: number): Awaitable<Decided> {
    const before = judged.limits.map((limit) => readingBefore(charged, limit))
    const fresh = judged.limits.filter((_, at) => before[at] === undefined)
    const merged = (answer: Consumed | undefined, charges: readonly Charge[]): Decided => {
      if (answer === undefined) return this.#counted(judged, undefined, undefined, fresh)
      let at = 0
      const readings = before.map((reading) => reading ?? answer.readings[at++]!)
      return this.#counted(judged, { admitted: answer.admitted, readings }, this.#heldOf(charges, answer), fresh)
    }
    if (fresh.length === 0) return merged(nothingConsumed, [])
    const charges = this.#charging.chargesFor(fresh, facts.nowMs, this.#newLease)
    const count = this.#count
    const consumed = count(charges, nowMs)
    return consumed instanceof Promise ? consumed.then((answer) => merged(answer, charges)) : merged(consumed, charges)
  }

  #counted(
    judged: Judged,
    consumed: Consumed | undefined,
    held: readonly LaterCharge[] | undefined,
    fresh: Judged['limits'],
  ): Decided {
    const verdict = this.#verdicts.of(judged, consumed)
    const waiting =
      verdict.reason === 'store-unavailable' ? undefined : this.#charging.waiting(fresh, verdict.outcome === 'pass')
    return { verdict, judged, consumed, waiting, held }
  }

  #heldOf(charges: readonly Charge[], consumed: Consumed | undefined): readonly LaterCharge[] | undefined {
    return consumed === undefined ? undefined : this.#charging.held(charges, consumed)
  }
}

const nothingConsumed: Consumed = { admitted: true, readings: [] }
