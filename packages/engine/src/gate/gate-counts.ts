import type { CounterStats } from '../counters/store.ts'
import type { Decision, Outcome, Reason, RuleRef } from '../decision.ts'
import type { PluginFactStats } from '../plugins/plugin-facts.ts'

/**
 * What a gate has counted since it was opened, and the state it is in. Plain data, a copy of the moment. Every number that is called a count only ever grows,
 * and is kept on a reload: for a rule with a name by its name, for another limit by its identity, for another rule by its text.
 */
export interface GateCounts {
  /** Name and fingerprint of the policy in force. */
  readonly policy: Decision['policy']
  /** The file of the policy in force, relative to its root folder. */
  readonly file: string
  /** Wall-clock time at which the policy in force was installed, in milliseconds since 1970. */
  readonly loadedAtMs: number
  /** Whether the gate is in `observe` mode. */
  readonly observing: boolean
  /** Decisions by outcome and reason; every pair that is possible, also those that have not occurred. */
  readonly decisions: readonly DecisionCount[]
  /** The rules of the policy in force, in the order of the model. */
  readonly rules: readonly RuleCounts[]
  /** The limits among them. */
  readonly limits: readonly LimitCounts[]
  readonly durations: DurationCounts
  /** The named address lists of the policy in force, sorted by name. */
  readonly lists: readonly ListState[]
  readonly reloads: ReloadCounts
  /** The counters of limits. */
  readonly counters: CounterStats
  /** The store given in the options; absent if the counters are in the memory of this process only. */
  readonly store?: StoreCounts
  /** Look-ups of each fact of each plugin. */
  readonly facts: readonly PluginFactStats[]
  /** How often a listener or the logger failed. */
  readonly listenerErrors: number
  /** The files of the policy in force; only for a gate that was opened from files. */
  readonly files?: readonly PolicyFileState[]
}

/** Decisions with one outcome and reason. In `observe` mode the outcome is `pass`, with the reason for which the request would have been refused. */
export interface DecisionCount {
  readonly outcome: Outcome
  readonly reason: Reason
  readonly count: number
}

/** What one rule has done. */
export interface RuleCounts {
  readonly rule: RuleRef
  readonly shadow: boolean
  /** Requests to which the rule applied: its condition was true and it was in force, whether or not it decided. */
  readonly applied: number
  /** Requests that this rule refused. Of several limits that refuse a request, only the one that the reply names is counted. */
  readonly refused: number
  /**
   * Of `refused`, about how many came from an address that the gate is known to have admitted in the last ten to twenty minutes: one admission in seven is
   * remembered. A limit always refuses such clients; a `block` that does may refuse people.
   */
  readonly refusedKnown: number
  /** Requests that this rule would have refused, had it not been a shadow rule or had the gate not been in `observe` mode. */
  readonly wouldRefuse: number
}

/** What one limit has answered. Each limit that was checked is counted, also if another rule decided. */
export interface LimitCounts {
  readonly rule: RuleRef
  readonly shadow: boolean
  /** Requests within the limit. */
  readonly admitted: number
  /** Requests over the limit. */
  readonly refused: number
  /** Requests over the limit that were not refused, because it is a shadow limit or the gate is in `observe` mode. */
  readonly wouldRefuse: number
  /** Of `admitted`, those after which less than a fifth of the quota was left. */
  readonly near: number
}

/** How long decisions took, including waiting for facts and for the store. One in `oneIn` decisions is measured. */
export interface DurationCounts {
  readonly oneIn: number
  /** Number of decisions measured. */
  readonly count: number
  readonly sumSeconds: number
  /** Measured decisions that took at most `atMostSeconds`, cumulative and in ascending order; longer ones are only in `count`. */
  readonly buckets: readonly { readonly atMostSeconds: number; readonly count: number }[]
}

/** A named list of addresses. */
export interface ListState {
  readonly name: string
  /** Number of ranges of addresses in the list, after adjacent and overlapping ones were joined. */
  readonly ranges: number
  /**
   * Wall-clock time at which this gate first had the list with its present content, in milliseconds since 1970: the list's last change, or the gate's
   * opening if it has not changed since.
   */
  readonly changedAtMs: number
}

/** Reloads by result. */
export interface ReloadCounts {
  readonly replaced: number
  readonly unchanged: number
  readonly failed: number
  /** Whether the last reload failed, so that the files and the policy in force differ. */
  readonly isFailing: boolean
}

/** What a store that may be unavailable has done. */
export interface StoreCounts {
  /** Whether it answered the last call. If not, requests are decided as `onStoreError` says, and one request at a time tries it again. */
  readonly isUp: boolean
  /** Calls that it answered. */
  readonly answered: number
  /** Calls that failed or took too long. */
  readonly failed: number
  /** Of `failed`, decisions that it carried out after their requests had stopped waiting, so that they were counted late. */
  readonly late: number
  /** Decisions that were made without it, because it was unavailable. */
  readonly fallbackDecisions: number
  /** How often it became unavailable. */
  readonly outages: number
  /** Requests that tried it while it was unavailable. */
  readonly probes: number
  /** Refusals that were repeated without asking it (`nearCacheMs`). */
  readonly nearRefusals: number
  /** How long the calls took that were answered. All are measured: `oneIn` is 1. */
  readonly durations: DurationCounts
}

/** A file that a policy consists of. */
export interface PolicyFileState {
  /** Its path relative to the root folder. */
  readonly file: string
  readonly role: 'policy' | 'include' | 'list' | 'import' | 'reply'
  /** Modification time of the version that is in force, in milliseconds since 1970. */
  readonly modifiedAtMs: number
}
