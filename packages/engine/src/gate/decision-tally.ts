import type { Outcome, Reason } from '../decision.ts'
import type { DecisionCount } from './gate-counts.ts'

/** Counts decisions by outcome and reason. */
export interface DecisionTally {
  /** Counts a decision; `reason` is why the request was or would have been refused. */
  readonly add: (outcome: Outcome, reason: Reason) => void
  readonly counts: () => readonly DecisionCount[]
}

/** The outcome of each reason where refusals are enforced. */
const outcomes: Readonly<Record<Reason, Outcome>> = {
  'no-rule-refuses': 'pass',
  'block-rule': 'block',
  'allow-only-rule': 'block',
  'limit-exceeded': 'limit',
  'ambiguous-method': 'block',
  'ambiguous-path': 'block',
  'ambiguous-host': 'block',
  'ambiguous-parameter': 'block',
  'target-too-long': 'block',
  'too-many-headers': 'block',
  'client-address-unknown': 'block',
  'fact-missing': 'block',
  'store-unavailable': 'block',
  'counters-full': 'limit',
}

/** Creates an empty tally. `isObserving`: the outcome is always `pass`. */
export function createDecisionTally(isObserving: boolean): DecisionTally {
  const reasons = Object.keys(outcomes) as Reason[]
  const indices = new Map(reasons.map((reason, at) => [reason, at]))
  const tally = new Float64Array(reasons.length)
  let passes = 0

  return {
    add: (outcome, reason) => {
      // WHY: most requests pass, and need no look-up.
      if (outcome === 'pass' && reason === 'no-rule-refuses') passes++
      else tally[indices.get(reason)!]!++
    },
    counts: () =>
      reasons.map((reason, at) => ({
        outcome: isObserving ? 'pass' : outcomes[reason],
        reason,
        count: reason === 'no-rule-refuses' ? passes : tally[at]!,
      })),
  }
}
