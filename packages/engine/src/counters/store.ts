import type { KeyValue } from '@tidegate/model'

/** `log`: the times themselves, N ≤ 16. `ring`: 32 sub-periods. `gcra`: generic cell rate algorithm with a burst. */
export type CounterAlgorithm = 'log' | 'ring' | 'gcra'

/** How one limit counts. Part of the plan: data. */
export interface CounterSpec {
  /** The limit's identity: what carries its counts over a reload. */
  readonly identity: string
  readonly algorithm: CounterAlgorithm
  readonly count: number
  readonly periodMs: number
  /** Depth of the bucket; only for `gcra`. */
  readonly burst?: number
}

/** Limits with the same key expression share one row per subject: one hash, one probe, one expiry. */
export interface SubjectSpec {
  /** Digest of the key expression; shadow limits have subjects of their own. */
  readonly identity: string
  readonly shadow: boolean
  readonly counters: readonly CounterSpec[]
}

/** What a store needs to know of a plan. */
export interface CounterLayout {
  /** Prefix for keys outside the process: policies with another tag never share counters. */
  readonly tag: string
  readonly subjects: readonly SubjectSpec[]
}

/**
 * One limit that applies to one request. One call MUST name a limit once at most, and give all limits of one subject the same key.
 */
export interface Charge {
  /** Index in `layout.subjects`. */
  readonly subject: number
  /** Index in that subject's `counters`. */
  readonly counter: number
  /** Values of the key expression, in its order; empty for `in total`. */
  readonly key: readonly KeyValue[]
  /**
   * `enforce`: refuses when full. `shadow`: never refuses; counted as if it were enforced alone beside the others.
   * `check`: refuses when full, charged later by `settle` (counting only replies). `shadow-check`: neither refuses nor is
   * charged before `settle`.
   */
  readonly mode: 'enforce' | 'shadow' | 'check' | 'shadow-check'
  /** Charged even when the request is refused in this phase. */
  readonly includingRefused: boolean
}

/** What the store found for one charge, in the order of the charges. */
export interface Reading {
  /** This limit has a place for the request (before it was charged). */
  readonly admitted: boolean
  /** Places left once this request has been dealt with. */
  readonly remaining: number
  /**
   * Until a place is free; 0 when the request passes and this limit `admitted` it. For a refused request it is what holds after the charges
   * `includingRefused`, so that a retry after the longest of them is admitted if nothing else came. Never above the period.
   */
  readonly retryAfterMs: number
  /** Until the quota is wholly free if nothing else comes. */
  readonly resetMs: number
  /** Judged on the shared overflow row because the table is full of offenders. */
  readonly overflow: boolean
}

export interface Consumed {
  /** Every `enforce` and `check` charge was admitted. */
  readonly admitted: boolean
  readonly readings: readonly Reading[]
}

export type Awaitable<T> = T | Promise<T>

/**
 * Where counters live. All charges of a request go in one call: check all, then charge all; when one refuses, only
 * those `includingRefused` are charged.
 *
 * A store MUST treat one call as atomic. It MUST NOT throw for any key. It MAY return a promise; one that returns values
 * is used by `gate.decide`. `nowMs` is monotonic and the same for one call; a store shared by machines MAY use its own clock
 * but MUST never let its time go backwards. Work per call MUST be bounded by the number of charges.
 */
export interface CounterStore {
  /**
   * Called before the first charge and at each reload. Counts of identities that stay are kept, with the same tag and period, also when the count
   * or burst is another; `log` and `ring` take over from each other, `gcra` does not. A store MAY carry a subject's counts over when
   * it next sees the subject. Throws, and changes nothing, for a counter that cannot be counted exactly.
   */
  layout(layout: CounterLayout): void
  consume(charges: readonly Charge[], nowMs: number): Awaitable<Consumed>
  /** The same readings, nothing charged: for explain. */
  peek(charges: readonly Charge[], nowMs: number): Awaitable<Consumed>
  /** Charges what it is given unconditionally: the `check` and `shadow-check` charges that the reply's status calls for. */
  settle(charges: readonly Charge[], nowMs: number): Awaitable<void>
  stats(): CounterStats
  close(): Awaitable<void>
}

export interface CounterStats {
  /** Subjects that have a row; of rows that have expired, those not yet used again. */
  readonly subjects: number
  /** Rows that there is room for; the bound on memory. */
  readonly capacity: number
  /** Memory taken now. */
  readonly bytes: number
  /** The most that `bytes` can become, where the store has such a bound. */
  readonly maxBytes?: number
  /** Live rows that were forgotten to make room; never of a subject over its limit. */
  readonly evictions: number
  /** Decisions taken on the shared overflow row. */
  readonly overflows: number
}
