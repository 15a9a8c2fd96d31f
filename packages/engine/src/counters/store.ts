import type { KeyValue } from '@tidegate/model'
import type { CalendarUnit } from '@tidegate/values'

/** The algorithms of limits with a sliding period: see `WindowCounter`. */
export type WindowAlgorithm = WindowCounter['algorithm']

/** How a counter counts: `CounterSpec` says what each means. */
export type CounterAlgorithm = CounterSpec['algorithm']

/** The counter of one limit. Plain data, part of the plan. */
export type CounterSpec = WindowCounter | CalendarCounter | AtOnceCounter

/** What the counters of all algorithms have. */
interface CounterCommon {
  /** The limit's identity, by which its counts carry over on a reload. */
  readonly identity: string
  /** Places of a subject: the sum of what its requests may take. From 1 to 2^31 - 1. */
  readonly count: number
  /**
   * Milliseconds for which a subject stays out after it has exceeded the limit; absent: it does not. Until then every charge of the counter is
   * refused, and nothing is counted; afterwards the counter is blank. See `CounterStore`.
   */
  readonly blockMs?: number
}

/**
 * At most `count` places in any period of `periodMs`. `log` keeps the time of every place, for counts up to 16. `ring` counts by 32 sub-periods.
 * `gcra` is the generic cell rate algorithm, with a burst: it has `burst` places, of which `count` per period become free.
 */
export interface WindowCounter extends CounterCommon {
  readonly algorithm: 'log' | 'ring' | 'gcra'
  readonly periodMs: number
  /** Size of the bucket; only for `gcra`. */
  readonly burst?: number
}

/** At most `count` places in each period of the calendar. The gate computes the periods; see `Charge.period`. */
export interface CalendarCounter extends CounterCommon {
  readonly algorithm: 'calendar'
  readonly unit: CalendarUnit
  /** Name of the time zone whose calendar it is. */
  readonly zone: string
}

/** At most `count` places in use at once: a place is taken when a request is admitted, and given back by `CounterStore.release`. */
export interface AtOnceCounter extends CounterCommon {
  readonly algorithm: 'at-once'
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
  /** Whether the limit is charged even if the request is refused in this phase. No effect on places `at once`: a refused request never holds any. */
  readonly includingRefused: boolean
  /**
   * Places to take, a whole number from 0. The request passes only if all of them are free. More places than the counter has (its `burst` if it
   * has one, else its `count`) are as many as it has. With 0 places a request is refused only while its subject is blocked, and takes nothing.
   */
  readonly places: number
  /** The calendar period that contains the present; required for counters by calendar periods. */
  readonly period?: CalendarPeriod
  /**
   * Identifies the request that holds places `at once`, for all of its charges: unique among all requests of all gates that share a store. Charging
   * again under the same lease takes no further place. `peek` ignores it.
   */
  readonly lease?: string
}

/** A period of a calendar, as a gate sees it at the time of a charge. */
export interface CalendarPeriod {
  /** Its start by the wall clock, in milliseconds since 1970; stores only compare it. */
  readonly startMs: number
  /** Milliseconds from the charge to its end, at least 1. */
  readonly endsInMs: number
}

/** One counter of one subject, as a charge names it. */
export type CounterRef = Pick<Charge, 'subject' | 'counter' | 'key'>

/** The state of a counter after one charge. */
export interface Reading {
  /** Whether this limit admitted the request, determined before the charge. */
  readonly admitted: boolean
  /** Places that are still free after this request; 0 while the subject is blocked. */
  readonly remaining: number
  /**
   * Milliseconds until as many places are free as the request takes; 0 if the request passes and this limit `admitted` it. For a refused request
   * the value includes the charges `includingRefused`, so a retry after the longest of them is admitted if nothing else was charged. Never above
   * the period or, while blocked, the length of the block. For places `at once`, whose end cannot be known, it is one second.
   */
  readonly retryAfterMs: number
  /**
   * Milliseconds until more places are free than `remaining` if there are no further charges; if the full quota is available, the
   * milliseconds that a charge made now would count. Never above the period, or the length of the block.
   */
  readonly nextMs: number
  /** Milliseconds until the full quota is available if there are no further charges. */
  readonly resetMs: number
  /** Whether a row shared with other subjects was used, because the table is or was full of subjects over their limits. */
  readonly overflow: boolean
  /** Present if the subject is blocked after this request, by the limit (`blockMs`) or by an operator (`CounterStore.block`), for `retryAfterMs`. */
  readonly blocked?: true
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
 * **Places.** A charge takes one or more places of a counter, all or none of them.
 *
 * **Calendar periods.** For each subject a counter keeps the start of the newest period in which it was charged, its end on the store's own clock, and
 * the places taken. A charge whose period starts later finds all places free, and begins that period. A charge whose period starts at the same
 * time or earlier counts in the period that is kept: a wall clock that steps back gives no places back as long as the subject is kept, which is until
 * at least the length of a period after the end of the period. All quota is available again at the end of the charge's period, or, if that period starts
 * earlier, at the end that is kept if this is later.
 *
 * **Blocks.** A counter with `blockMs` is exceeded by a `consume` in which it refuses an `enforce` charge, or would refuse a `shadow` charge; a request
 * that only other limits refuse does not exceed it. A counter whose charges are `check` or `shadow-check` is exceeded by the `settle` after which none of its
 * places is free. Then the subject is blocked for `blockMs`: all charges are refused, whatever they cost, and none is counted. A charge that is refused
 * meanwhile starts the block again if it is `includingRefused`, and has no effect otherwise. When the block ends, the counter is blank. Places `at once` stay taken
 * throughout.
 *
 * **At once.** `consume` takes the places of admitted charges, and `release` gives them back. A subject that holds places is never evicted.
 *
 * A store MUST treat one call as atomic. It MUST NOT throw for any key. It MAY return promises; `gate.decide` requires a store that returns
 * values. `nowMs` is monotonic and the same for one call; a store shared by machines MAY use its own clock, which MUST NOT go backwards.
 * Work per call MUST be bounded by the number of charges.
 */
export interface CounterStore {
  /**
   * Sets the layout; called before the first charge and on each reload. Counts carry over by identity if tag and period (of calendar periods: unit
   * and zone) are the same, even if count or burst differ; `log` and `ring` take over from each other, other algorithms do not. Blocks carry over
   * with their counter, cut to its new `blockMs`; without one they end, and the counter is blank. Places `at once` stay taken until they are
   * released. A store MAY carry the counts of a subject over when it next sees the subject. Throws, and changes nothing, for a counter that cannot be
   * counted exactly.
   */
  layout(layout: CounterLayout): void
  consume(charges: readonly Charge[], nowMs: number): Awaitable<Consumed>
  /** Returns the readings that `consume` would return, without charging anything. `explain` uses it. */
  peek(charges: readonly Charge[], nowMs: number): Awaitable<Consumed>
  /** Makes charges unconditionally. A gate passes the `check` and `shadow-check` charges that are due for the status of the reply. */
  settle(charges: readonly Charge[], nowMs: number): Awaitable<void>
  /**
   * Gives back the places of charges `at once`. A gate calls it exactly once for each request that was admitted with such charges, when all work on
   * the request has ended. Charges without places of this lease (never taken, released before, expired, or of a counter that a reload removed) and
   * charges of other counters have no effect.
   */
  release(charges: readonly Charge[], nowMs: number): Awaitable<void>
  /**
   * Extends the leases of charges whose requests are still in progress, by `leaseMs` from now. Only stores that share places between processes
   * have it, so that a process that is killed gives its places back.
   */
  renew?(charges: readonly Charge[], nowMs: number): Awaitable<void>
  /** Milliseconds after which places `at once` are given back unless they are renewed. Absent: they are held until they are released. */
  readonly leaseMs?: number
  /**
   * Whether a refusal may end before its `retryAfterMs`, because places that other calls took for a moment are given back. A gate then always asks the
   * store, and never repeats a refusal. Default false.
   */
  readonly refunds?: boolean
  /**
   * The part of every limit that a gate admits by itself while the store is unavailable, if its options do not say: above 0 and at most 1. For stores that know
   * how many gates use them, so that all of these together admit no more than the limit. Default 1.
   */
  readonly localShare?: () => number
  /**
   * For operators: makes counters blank, as if their subjects had never been charged, and ends their blocks. A subject that shares a row with others
   * (`overflow`) makes that row blank. Places at once stay with the requests that hold them.
   */
  reset(counters: readonly CounterRef[], nowMs: number): Awaitable<void>
  /**
   * For operators: blocks counters for `forMs` milliseconds, in place of an earlier block; 0 ends their blocks. A request with an `enforce` or
   * `check` charge of a blocked counter is refused, and nothing is charged for it, whatever its charges include. Shadow charges are not affected. The
   * counts stay. Blocks survive a change of the layout by the identities of subject and counter. Returns false, and changes nothing, if there is
   * no room: a store MUST have room for at least 1,000.
   */
  block(counters: readonly CounterRef[], forMs: number, nowMs: number): Awaitable<boolean>
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
  /** Number of places `at once` that requests hold; present if a counter has such places. */
  readonly placesHeld?: number
}
