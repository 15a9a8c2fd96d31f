import type { Model } from '@tidegate/model'
import type { Awaitable } from '../counters/store.ts'
import type { Outcome, Reason, RuleRef } from '../decision.ts'
import { createDecisionTally } from './decision-tally.ts'
import { createDurations } from './durations.ts'
import type { GateCounts } from './gate-counts.ts'
import { createKnownClients, type KnownClients } from './known-clients.ts'
import { createListChanges } from './list-changes.ts'
import { createRuleTallies, limitCounts, ruleCounts, type RuleTallies, type RuleTally } from './rule-tallies.ts'

/** What a gate counts about its decisions, over all its plans. */
export interface GateCounting {
  /** What the runtimes of plans count with; undefined if nothing is counted. */
  readonly ofRules: { readonly tallies: RuleTallies; readonly known: KnownClients } | undefined
  /** Whether the next decision is to be measured; asked once for each. */
  readonly isMeasured: () => boolean
  /** Calls `admit`, and measures how long it takes. */
  readonly measure: <T>(admit: () => Awaitable<T>) => Awaitable<T>
  /** Counts a decision; `reason` is why the request was or would have been refused. */
  readonly add: (outcome: Outcome, reason: Reason) => void
  /** Takes the policy that is in force from now on. */
  readonly installed: (model: Model) => void
  /** Everything that was counted, with the state of the other parts of the gate. */
  readonly counts: (inForce: PolicyInForce, state: StateOfParts) => GateCounts
}

/** The parts of a runtime that counts are about. */
export interface PolicyInForce {
  readonly plan: { readonly model: Model }
  readonly decisions: { readonly refs: readonly RuleRef[] }
  readonly tallies: readonly RuleTally[]
}

/** What other parts of a gate count themselves. */
export type StateOfParts = Pick<GateCounts, 'reloads' | 'counters' | 'store' | 'facts' | 'listenerErrors'>

/** The parts of a gate that counting uses. */
export interface CountingContext {
  readonly monotonicMs: () => number
  readonly wallMsAt: (monotonicMs: number) => number
  readonly isObserving: boolean
  /** Only benchmarks count nothing. */
  readonly isCounting: boolean
}

/** WHY: a prime number, so that a site whose pages cause the same number of requests each is not always measured at the same one. */
const measuredOneIn = 17

/** Creates the counting of a gate. */
export function createGateCounting({ monotonicMs, wallMsAt, isObserving, isCounting }: CountingContext): GateCounting {
  const tally = createDecisionTally(isObserving)
  const durations = createDurations(monotonicMs, measuredOneIn)
  const lists = createListChanges()
  const tallies = createRuleTallies()
  let loadedAtMs = 0

  return {
    ofRules: isCounting ? { tallies, known: createKnownClients(monotonicMs) } : undefined,
    isMeasured: isCounting ? durations.isNext : () => false,
    measure: durations.measure,
    add: isCounting ? tally.add : () => {},
    installed: (model) => {
      loadedAtMs = wallMsAt(monotonicMs())
      tallies.keep(model)
      lists.install(model, loadedAtMs)
    },
    counts: ({ plan: { model }, decisions: { refs }, tallies: own }, state) => ({
      policy: { ...(model.name !== undefined && { name: model.name }), fingerprint: model.fingerprint },
      file: model.files[0]?.file ?? '',
      loadedAtMs,
      observing: isObserving,
      decisions: tally.counts(),
      rules: ruleCounts(model, refs, own),
      limits: limitCounts(model, refs, own),
      durations: durations.counts(),
      lists: lists.states(),
      ...state,
    }),
  }
}
