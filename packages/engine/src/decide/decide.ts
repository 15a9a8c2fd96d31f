import type { Facts, Judged } from '@tidegate/model'
import type { Awaitable, Charge, Consumed } from '../counters/store.ts'
import type { Judge } from '../judge/create-judge.ts'
import type { Charging, WaitingCharge } from './charging.ts'
import type { Verdict, VerdictOf } from './verdict.ts'

/** Everything that was found about one request. */
export interface Decided {
  readonly verdict: Verdict
  readonly judged: Judged
  /** What the counters answered; undefined where nothing was counted. */
  readonly consumed: Consumed | undefined
  /** Charges that depend on the status of the reply; undefined where there are none. */
  readonly waiting: readonly WaitingCharge[] | undefined
}

/** Makes charges or reads counters; undefined where the store is away and nothing replaces it. */
export type Count = (charges: readonly Charge[], nowMs: number) => Awaitable<Consumed | undefined>

/** Decides a request by its facts; `nowMs` is the counters' clock. A promise only where counting is one. */
export type Decide = (facts: Facts, nowMs: number) => Awaitable<Decided>

/** The parts of one plan that decide. */
export interface DecidingParts {
  readonly judge: Judge
  readonly charging: Charging
  readonly verdictOf: VerdictOf
}

/**
 * The decision path from facts to a verdict: judge, charge the limits that apply, and take both together. Gates and simulations share it;
 * they differ in how facts are read, in the clock and in the store.
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
    // Of a refused request no limit applies.
    if (judged.limits.length === 0)
      return { verdict: verdictOf(judged, undefined), judged, consumed: undefined, waiting: undefined }
    const consumed = count(charging.chargesFor(judged.limits), nowMs)
    return consumed instanceof Promise ? consumed.then((answer) => counted(judged, answer)) : counted(judged, consumed)
  }
}
