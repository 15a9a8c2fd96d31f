import type { Decision, LimitState, RuleRef } from '../decision.ts'

/** What one rule had to say about one request. */
export interface RuleExplanation {
  readonly rule: RuleRef
  readonly shadow: boolean
  /**
   * `held`: in force, and it refuses (or exempts, or counts). `did-not-hold`: in force, its condition does not refuse.
   * `not-in-force`: a guard does not hold. `replaced`, `exempted`: a limit that another rule took away. `not-reached`: in force, but a
   * rule of an earlier phase refuses, so that it does not apply and counts nothing.
   */
  readonly verdict: 'held' | 'did-not-hold' | 'not-in-force' | 'replaced' | 'exempted' | 'not-reached'
  /** Why, in words: the tests that decided it, with the request's values; the guard that does not hold; what it would have come to. */
  readonly because: string
  /** This rule is the one that decided. */
  readonly deciding: boolean
  /**
   * For limits that apply: where the counter stands once this request has been dealt with. Of a rule that is `not-reached` it stands as it
   * did before.
   */
  readonly limit?: LimitStanding
}

/** Where a limit stands. */
export interface LimitStanding extends LimitState {
  /** Of a limit with `burst`: the places of its bucket, to which `remaining` then belongs, and not to `count`. */
  readonly burst?: number
}

/** Why a request is decided as it is: every phase and every rule. Counters were read, not charged. */
export interface Explanation {
  readonly decision: Decision
  /** In the order in which phases decide. */
  readonly phases: readonly {
    readonly phase: 'block' | 'allow-only' | 'exempt' | 'limit'
    readonly rules: readonly RuleExplanation[]
  }[]
  /** What the policy saw of the request: address, path, host, agent, bot, user, open windows. */
  readonly seen: Readonly<Record<string, string>>
}
