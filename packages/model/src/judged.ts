import type { KeyValue } from './key-value.ts'
import type { LogLevel } from './log-level.ts'

/**
 * The result of evaluating a policy's rules for a request, before anything is counted. Rules are indices in the model's `rules`, and
 * every list is in ascending order. Plain data: equal for equal facts.
 */
export interface Judged {
  /** The rule that refuses; absent if the request reaches the limits. */
  readonly refused?: RuleRefusal
  /** Limits that apply: they are in force, and neither replaced nor exempted. Includes shadow limits. Empty if the request is refused. */
  readonly limits: readonly AppliedLimit[]
  /** Shadow `block` and `allow only` rules that would refuse; shadow `exempt` rules that would lift one of `limits`. */
  readonly shadows: readonly number[]
  /** Limits in force that another one replaces. Empty if the request is refused. */
  readonly replaced: readonly number[]
  /** Limits that are in force and not replaced, but lifted by an exemption. Empty if the request is refused. */
  readonly exempted: readonly number[]
}

/** A refusal by a rule. `rule` is its index in the model's `rules`. */
export interface RuleRefusal {
  readonly phase: 'block' | 'allow-only'
  readonly rule: number
  /** The most severe log level of the rules that refused at this stage. */
  readonly log?: LogLevel
}

/** A limit that applies, and the key under which it counts. */
export interface AppliedLimit {
  readonly rule: number
  /** Values of the key's parts, in their order; empty for `in total`. */
  readonly key: readonly KeyValue[]
  /** Places that this request takes of the limit, from 0 to its `count`. */
  readonly places: number
}
