import type { LogLevel } from '@tidegate/model'

/** `pass`: let in. `block`: refused by a rule or because it cannot be judged. `limit`: refused by a limit. */
export type Outcome = 'pass' | 'block' | 'limit'

/** Why the outcome is what it is. */
export type Reason =
  | 'no-rule-refuses'
  | 'block-rule'
  | 'allow-only-rule'
  | 'limit-exceeded'
  | 'ambiguous-path'
  | 'ambiguous-host'
  | 'ambiguous-parameter'
  | 'target-too-long'
  | 'client-address-unknown'
  | 'fact-missing'
  | 'store-unavailable'
  | 'counters-full'

/** A rule as a decision names it. */
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

/** Where one limit stands after a decision. */
export interface LimitState {
  readonly rule: RuleRef
  /** False when this limit refused. */
  readonly admitted: boolean
  readonly count: number
  readonly periodMs: number
  /** Places left after this request, 0 when refused. */
  readonly remaining: number
  /** Until a place is free, 0 when one is. */
  readonly retryAfterMs: number
  /** Until the whole quota is free again if nothing else comes. */
  readonly resetMs: number
  /** The key holds the caller's own subject (address, user, key): only such limits appear in RateLimit fields. */
  readonly ownSubject: boolean
}

/** What a shadow rule would have done. */
export interface ShadowNote {
  readonly rule: RuleRef
  readonly would: 'block' | 'limit' | 'exempt'
}

/** What Tidegate says of one request. Plain readonly data. */
export interface Decision {
  readonly outcome: Outcome
  readonly reason: Reason
  /** Of the reason where it needs one: the missing fact's name, what made a path ambiguous. */
  readonly detail?: string
  /** The rule that decided; absent for `pass` and for requests refused before any rule. */
  readonly rule?: RuleRef
  /** 200 for `pass`: the adapter goes on. */
  readonly status: number
  /** Reply text written in the policy, if the deciding rule has one. */
  readonly replyText?: string
  /** For refusals that end by themselves. At least 1 ms. */
  readonly retryAfterMs?: number
  /** Limits in force that were checked, exempted and replaced ones left out. */
  readonly limits: readonly LimitState[]
  readonly shadows: readonly ShadowNote[]
  /** The most severe level of the rules that held in the deciding phase. */
  readonly log?: LogLevel
  /** The client address in canonical notation, if it is known. */
  readonly ip?: string
  /** Canonical path and target: what the adapter hands on. Absent when the target was refused. */
  readonly path?: string
  readonly target?: string
  readonly policy: { readonly name?: string; readonly fingerprint: string }
  /** Opaque; in the reply and in the log, never says which list matched. */
  readonly id: string
}
