import type { Decision, LimitStanding, RuleRef } from '../decision.ts'

/** The result of one rule for one request. */
export interface RuleExplanation {
  readonly rule: RuleRef
  readonly shadow: boolean
  /**
   * `held`: the rule is in force, and refuses (or exempts, or counts) the request. `did-not-hold`: the rule is in force, but because
   * of its condition it does none of these. `not-in-force`: a guard of the rule is false. `replaced`, `exempted`: the rule is a limit
   * that another rule disables. `not-reached`: the rule is in force, but a rule of an earlier phase refuses the request, so this rule
   * does not apply and counts nothing.
   */
  readonly verdict: 'held' | 'did-not-hold' | 'not-in-force' | 'replaced' | 'exempted' | 'not-reached'
  /** The reason in words: the tests that determined the result with the request's values, or the guard that is false. */
  readonly because: string
  /** Whether this rule decided the request. */
  readonly deciding: boolean
  /**
   * The state of the counter after this request, for limits that apply. For a rule that is `not-reached` the counter is
   * unchanged.
   */
  readonly limit?: LimitStanding
}

/** The explanation of a decision: every phase and every rule. Counters were read, not charged. */
export interface Explanation {
  readonly decision: Decision
  /** The phases in the order in which they decide. */
  readonly phases: readonly {
    readonly phase: 'block' | 'allow-only' | 'exempt' | 'limit'
    readonly rules: readonly RuleExplanation[]
  }[]
  /** The values of the request that the policy can read, such as its address, path, host, agent, bot, user and the open windows. */
  readonly seen: Readonly<Record<string, string>>
}
