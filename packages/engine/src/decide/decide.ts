import type { Facts, Judged } from '@tidegate/model'
import type { Awaitable, Charge, Consumed } from '../counters/store.ts'
import type { Judge } from '../judge/create-judge.ts'
import type { Charging, WaitingCharge } from './charging.ts'
import type { Verdict, VerdictOf } from './verdict.ts'

/** The verdict on one request, with everything that led to it. */
export interface Decided {
  readonly verdict: Verdict
  readonly judged: Judged
  /** The answer of the counters; undefined if nothing was counted. */
  readonly consumed: Consumed | undefined
  /** Charges that depend on the status of the reply; undefined if there are none. */
  readonly waiting: readonly WaitingCharge[] | undefined
}

/** Charges or reads counters; undefined if the store is unavailable and nothing replaces it. */
export type Count = (charges: readonly Charge[], nowMs: number) => Awaitable<Consumed | undefined>

/** Decides a request by its facts; `nowMs` is the time of the counters' clock. Returns a promise only if counting does. */
export type Decide = (facts: Facts, nowMs: number) => Awaitable<Decided>

/** The parts of a runtime that take part in a decision. */
export interface DecidingParts {
  readonly judge: Judge
  readonly charging: Charging
  readonly verdictOf: VerdictOf
}

/**
 * Creates the decision path from facts to a verdict: evaluate rules, charge the limits that apply, and combine both results. Gates and
 * simulations share it; they differ in how facts are read, in the clock and in the store.
 */
export function createDecide({ judge, charging, verdictOf }: DecidingParts, count: Count): Decide {
  function counted(judged: Judged, consumed: Consumed | undefined): Decided {
    const verdict = verdictOf(judged, consumed)
    const waiting =
      verdict.reason === 'store-unavailable' ? undefined : charging.waiting(judged.limits, verdict.outcome === 'pass')
    return { verdict, judged, consumed, waiting }
  }

  return (facts, nowMs) => {
    const judged = judge(facts)
    // No limit applies to a refused request.
    if (judged.limits.length === 0)
      return { verdict: verdictOf(judged, undefined), judged, consumed: undefined, waiting: undefined }
    const consumed = count(charging.chargesFor(judged.limits), nowMs)
    return consumed instanceof Promise ? consumed.then((answer) => counted(judged, answer)) : counted(judged, consumed)
  }
}
