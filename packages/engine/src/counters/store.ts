import type { KeyValue } from '@tidegate/model'

/** `log` keeps individual times, for N ≤ 16. `ring` counts by 32 sub-periods. `gcra` is the generic cell rate algorithm, with a burst. */
export type CounterAlgorithm = 'log' | 'ring' | 'gcra'

/** The counter of one limit. Plain data, part of the plan. */
export interface CounterSpec {
  /** The limit's identity, by which its counts carry over on a reload. */
  readonly identity: string
  readonly algorithm: CounterAlgorithm
  readonly count: number
  readonly periodMs: number
  /** Size of the bucket; only for `gcra`. */
  readonly burst?: number
}

/** The limits with one key expression. They share one row per subject: one hash, one probe, one expiry. */
export interface SubjectSpec {
  /** Digest of the key expression; shadow limits have separate subjects. */
  readonly identity: string
  readonly shadow: boolean
  readonly counters: readonly CounterSpec[]
}

/** The parts of a plan that a store uses. */
export interface CounterLayout {
  /** Prefix for keys outside the process: policies with another tag never share counters. */
  readonly tag: string
  readonly subjects: readonly SubjectSpec[]
}

/**
 * One limit that applies to one request. A call MUST contain each limit at most once, with the same key for all limits of one subject.
 */
export interface Charge {
  /** Index in `layout.subjects`. */
  readonly subject: number
  /** Index in that subject's `counters`. */
  readonly counter: number
  /** Values of the key expression, in its order; empty for `in total`. */
  readonly key: readonly KeyValue[]
  /**
   * `enforce`: refuses if the quota is used up. `shadow`: never refuses; counted as if it alone were enforced in addition to the others.
   * `check`: refuses if the quota is used up, charged later by `settle` (counting only replies). `shadow-check`: never refuses, charged
   * by `settle`.
   */
  readonly mode: 'enforce' | 'shadow' | 'check' | 'shadow-check'
  /** Whether the limit is charged even if the request is refused in this phase. */
  readonly includingRefused: boolean
}

/** The state of a counter after one charge. */
export interface Reading {
  /** Whether this limit admitted the request, determined before the charge. */
  readonly admitted: boolean
  /** Requests remaining after this one. */
  readonly remaining: number
  /**
   * Milliseconds until quota is available; 0 if the request passes and this limit `admitted` it. For a refused request the value includes
   * the charges `includingRefused`, so a retry after the longest of them is admitted if nothing else was charged. Never above the period.
   */
  readonly retryAfterMs: number
  /**
   * Milliseconds until more requests are admitted than `remaining` if there are no further charges; if the full quota is available, the
   * milliseconds that a charge made now would count. Never above the period.
   */
  readonly nextMs: number
  /** Milliseconds until the full quota is available if there are no further charges. */
  readonly resetMs: number
  /** Whether a row shared with other subjects was used, because the table is or was full of subjects over their limits. */
  readonly overflow: boolean
}

/** The answer of a store to all charges of a request. `readings` are in the order of the charges. */
export interface Consumed {
  /** Whether every `enforce` and `check` charge was admitted. */
  readonly admitted: boolean
  readonly readings: readonly Reading[]
}

/** A value, or a promise of it. */
export type Awaitable<T> = T | Promise<T>

/**
 * A store of counters. All charges of a request are made in one call, which first checks all limits and then charges them; if one refuses, only the
 * charges `includingRefused` are made.
 *
 * A store MUST treat one call as atomic. It MUST NOT throw for any key. It MAY return promises; `gate.decide` requires a store that returns
 * values. `nowMs` is monotonic and the same for one call; a store shared by machines MAY use its own clock, which MUST NOT go backwards.
 * Work per call MUST be bounded by the number of charges.
 */
export interface CounterStore {
  /**
   * Sets the layout; called before the first charge and on each reload. Counts carry over by identity if tag and period are the same, even
   * if count or burst differ; `log` and `ring` take over from each other, `gcra` does not. A store MAY carry the counts of a subject over
   * when it next sees the subject. Throws, and changes nothing, for a counter that cannot be counted exactly.
   */
  layout(layout: CounterLayout): void
  consume(charges: readonly Charge[], nowMs: number): Awaitable<Consumed>
  /** Returns the readings that `consume` would return, without charging anything. `explain` uses it. */
  peek(charges: readonly Charge[], nowMs: number): Awaitable<Consumed>
  /** Makes charges unconditionally. A gate passes the `check` and `shadow-check` charges that are due for the status of the reply. */
  settle(charges: readonly Charge[], nowMs: number): Awaitable<void>
  stats(): CounterStats
  close(): Awaitable<void>
}

/** How full a store is. */
export interface CounterStats {
  /** Number of subjects with a row, including expired rows that have not been reused. */
  readonly subjects: number
  /** Maximum number of rows, which bounds memory. */
  readonly capacity: number
  /** Current memory use in bytes. */
  readonly bytes: number
  /** Maximum of `bytes`, if the store has such a bound. */
  readonly maxBytes?: number
  /** Number of live rows that were evicted to make room; never those of a subject over its limit. */
  readonly evictions: number
  /** Number of decisions that used a row shared with other subjects, because the table is or was full of subjects over their limits. */
  readonly overflows: number
}
