import type { KeyValue } from './key-value.ts'
import type { LogLevel } from './log-level.ts'

/**
 * What a policy says of a request before anything is counted. Rules are indices into the model's `rules`; every list is in
 * ascending order of rules. Plain data: equal for equal facts.
 */
export interface Judged {
  /** The rule that refuses; absent when the request gets as far as the limits. */
  readonly refused?: RuleRefusal
  /** Limits that apply, shadow ones among them: in force, neither replaced nor exempted. Empty when refused. */
  readonly limits: readonly AppliedLimit[]
  /** Shadow `block` and `allow only` rules that would refuse; shadow `exempt` rules that would lift one of `limits`. */
  readonly shadows: readonly number[]
  /** Limits in force that another one replaces. Empty when refused. */
  readonly replaced: readonly number[]
  /** Limits in force, not replaced, that an exemption lifts. Empty when refused. */
  readonly exempted: readonly number[]
}

export interface RuleRefusal {
  readonly phase: 'block' | 'allow-only'
  readonly rule: number
  /** The most severe level of the rules that refused at this phase. */
  readonly log?: LogLevel
}

/** A limit that applies, and whom it counts. */
export interface AppliedLimit {
  readonly rule: number
  /** Values of its key, in its order; empty for `in total`. */
  readonly key: readonly KeyValue[]
}
