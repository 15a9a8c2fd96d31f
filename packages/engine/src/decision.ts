import type { LimitPeriod, LogLevel, ReplyPage } from '@tidegate/model'

/** `pass`: the request is admitted. `block`: a rule refuses it, or it cannot be evaluated. `limit`: a limit refuses it. */
export type Outcome = 'pass' | 'block' | 'limit'

/** The reason for an outcome. */
export type Reason =
  | 'no-rule-refuses'
  | 'block-rule'
  | 'allow-only-rule'
  | 'limit-exceeded'
  | 'ambiguous-method'
  | 'ambiguous-path'
  | 'ambiguous-host'
  | 'ambiguous-parameter'
  | 'target-too-long'
  | 'too-many-headers'
  | 'client-address-unknown'
  | 'fact-missing'
  | 'store-unavailable'
  | 'counters-full'

/** A rule, as decisions refer to it. */
export interface RuleRef {
  readonly kind: 'block' | 'allow-only' | 'limit' | 'exempt'
  /** Digest of the rule's normalised text. */
  readonly id: string
  readonly name?: string
  readonly file: string
  readonly line: number
  /** The rule in normalised text, on one line. */
  readonly text: string
}

/** The state of one limit after a decision. */
export interface LimitState {
  readonly rule: RuleRef
  /** False when this limit refused. */
  readonly admitted: boolean
  readonly count: number
  /** The length of its period; for a calendar period, of the present one. Absent for a limit on requests at once. */
  readonly periodMs?: number
  /** What its period is; absent for a sliding period. */
  readonly period?: Exclude<LimitPeriod, { readonly kind: 'sliding' }>
  /** What this request costs; absent for the usual 1. The count and the remaining quota are sums of what requests cost. */
  readonly places?: number
  /** Quota remaining after this request: the number of requests that cost 1 which this limit still admits. 0 while it blocks. */
  readonly remaining: number
  /** Milliseconds until a request like this one is admitted; 0 if it would be admitted now. One second for a limit on requests at once. */
  readonly retryAfterMs: number
  /**
   * Milliseconds until more requests are admitted than `remaining` if there are no further requests; if the full quota is available, the
   * milliseconds that a request counted now would count.
   */
  readonly nextMs: number
  /** Milliseconds until the full quota is available again if there are no further requests. */
  readonly resetMs: number
  /** Present if this subject is blocked for another `retryAfterMs`, because it exceeded the limit (`then block for`) or by an operator. */
  readonly blocked?: true
  /** Whether the key contains the caller's own subject (address, user, API key). Only such limits appear in RateLimit fields. */
  readonly ownSubject: boolean
}

/** The state of a limit, with the size that its remaining quota relates to. */
export interface LimitStanding extends LimitState {
  /** Size of the bucket, for a limit with `burst`; `remaining` then relates to this size instead of `count`. */
  readonly burst?: number
}

/** A shadow rule that applied, and what it would have done. */
export interface ShadowNote {
  readonly rule: RuleRef
  readonly would: 'block' | 'limit' | 'exempt'
}

/** The decision about one request. Plain readonly data. */
export interface Decision {
  readonly outcome: Outcome
  readonly reason: Reason
  /** Details of the reason, if there are any: the name of the missing fact, or what makes the path ambiguous. */
  readonly detail?: string
  /** The rule that decided; absent for `pass` and for requests refused before any rule. */
  readonly rule?: RuleRef
  /** For an `ambiguous-path`, a rule with a test of the path whose result depends on which escapes are decoded, if that is the reason. */
  readonly tellsApart?: RuleRef
  /** HTTP status of the reply; 200 for `pass`, where the adapter continues with the request. */
  readonly status: number
  /** Reply text written in the policy, if the deciding rule has one. */
  readonly replyText?: string
  /** Target of a redirect as written in the policy: `{reference}` stands for the decision's id. */
  readonly redirect?: string
  /** The page that is the body, with its placeholders, if the deciding rule has one. */
  readonly page?: ReplyPage & { readonly text: string }
  /** Delay after which a retry can succeed, for temporary refusals. At least 1 ms. */
  readonly retryAfterMs?: number
  /** Limits that were checked, without exempted and replaced ones. */
  readonly limits: readonly LimitState[]
  readonly shadows: readonly ShadowNote[]
  /** The most severe log level of the rules that applied in the deciding phase. */
  readonly log?: LogLevel
  /**
   * The client address in canonical notation. Absent if it is unknown: the request was refused before it was read, or what a trusted proxy
   * sent about it cannot be used.
   */
  readonly ip?: string
  /** The canonical path and target, which the adapter passes on. Both are absent if the target was refused. */
  readonly path?: string
  readonly target?: string
  readonly policy: { readonly name?: string; readonly fingerprint: string }
  /** Opaque identifier that appears in the reply and in the log; it does not reveal which list matched. */
  readonly id: string
}
