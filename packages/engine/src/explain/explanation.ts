import type { Decision, LimitState, RuleRef } from '../decision.ts'

/** The result of one rule for one request. */
export interface RuleExplanation {
  readonly rule: RuleRef
  readonly shadow: boolean
  /**
   * `held`: in force, and it refuses (or exempts, or counts). `did-not-hold`: in force, but its condition does not refuse.
   * `not-in-force`: a guard is false. `replaced`, `exempted`: a limit that another rule disables. `not-reached`: in force, but a
   * rule of an earlier phase refuses, so it does not apply and counts nothing.
   */
  readonly verdict: 'held' | 'did-not-hold' | 'not-in-force' | 'replaced' | 'exempted' | 'not-reached'
  /** The reason in words: the tests that determined the result, with the request's values; or the guard that is false. */
  readonly because: string
  /** Whether this rule decided the request. */
  readonly deciding: boolean
  /**
   * The state of the counter after this request, for limits that apply. For a rule that is `not-reached` the counter is
   * unchanged.
   */
  readonly limit?: LimitStanding
}

/** The state of a limit. */
export interface LimitStanding extends LimitState {
  /** Size of the bucket of a limit with `burst`: `remaining` then relates to it instead of to `count`. */
  readonly burst?: number
}

/** The explanation of a decision: every phase and every rule. Counters were read, not charged. */
export interface Explanation {
  readonly decision: Decision
  /** The phases in the order in which they decide. */
  readonly phases: readonly {
    readonly phase: 'block' | 'allow-only' | 'exempt' | 'limit'
    readonly rules: readonly RuleExplanation[]
  }[]
  /** The values that the policy saw of the request: address, path, host, agent, bot, user, open windows. */
  readonly seen: Readonly<Record<string, string>>
}
