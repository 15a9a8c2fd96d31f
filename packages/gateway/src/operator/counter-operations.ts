import type { CounterSubject, KeyText, LimitStanding, RuleRef } from '@tidegate/engine'
import type { Instant } from '@tidegate/node'
import type { Actor, OperatorResult } from './operator-result.ts'

export type { KeyText } from '@tidegate/engine'

/**
 * Whose counters are meant. A limit is meant if all parts of its key are given: `ip` alone means limits `per ip`. `limit` restricts them to one; a limit `in
 * total` is only meant if it is named.
 */
export interface Subject extends CounterSubject {
  readonly site?: string
}

/** The counters of all sites. */
export interface OperatorCounters {
  /**
   * Subjects that were refused by a limit, or had less than a fifth left, newest first; at most 1,000 of each gate are remembered. If blocks or a subject are
   * asked for, also those that an operator blocked and that have sent no request since.
   */
  readonly list: (query?: CounterQuery) => readonly CounterState[]
  /** The present state of a subject's counters, read and not charged. */
  readonly show: (subject: Subject) => Promise<OperatorResult<readonly CounterState[]>>
  /** Sets a subject's counters to zero, and ends its blocks. */
  readonly reset: (subject: Subject, actor: Actor) => Promise<OperatorResult<CounterChange>>
  /** Refuses a subject by its limits for a time, whatever their counts are. */
  readonly block: (subject: Subject, forMs: number, actor: Actor) => Promise<OperatorResult<CounterChange>>
  /** Ends blocks: after those that operators made the counts stay; limits that had begun one (`then block for`) count from zero. */
  readonly unblock: (subject: Subject, actor: Actor) => Promise<OperatorResult<CounterChange>>
  /** The blocks that operators made and that have not ended. */
  readonly blocks: () => readonly OperatorBlock[]
  /** All counters of a site in the memory of the gateway, for another store. */
  readonly export: (site: string | undefined, actor: Actor) => Promise<OperatorResult<CounterExport>>
}

/** All counters of a site at one moment. */
export interface CounterExport {
  readonly site: string
  /** Path of the policy, as configured. */
  readonly file: string
  /** When: the wall clock, and the clock of the machine if the system has one. */
  readonly at: Instant
  /** The parts of `gate.counters.snapshot()` in Base64; they contain the secret of digests. */
  readonly parts: readonly string[]
}

/** Which subjects are asked for: those that match all of what is given. */
export interface CounterQuery extends Subject {
  /** Only subjects that an operator or a limit (`then block for`) blocked. */
  readonly blocked?: boolean
  /** Default 100, at most 1,000. */
  readonly max?: number
}

/** One limit of one subject. */
export interface CounterState {
  readonly site: string
  readonly limit: LimitStanding
  readonly key: readonly KeyText[]
  /** When this state was seen, or, for a state that was asked for, now. */
  readonly atMs: number
  /** Present for a shadow limit, which refuses no request. */
  readonly shadow?: true
  readonly block?: OperatorBlock
}

/** A block of one counter, and who made it. */
export interface OperatorBlock {
  readonly site: string
  readonly limit: RuleRef
  readonly key: readonly KeyText[]
  readonly sinceMs: number
  readonly untilMs: number
  /** Name of the actor. */
  readonly by: string
}

/** What a change of counters did. */
export interface CounterChange {
  readonly before: readonly CounterState[]
  readonly after: readonly CounterState[]
}
