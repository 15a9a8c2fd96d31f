import type { Refusal } from '@tidegate/engine'
import type { OperatorBlock } from './counter-operations.ts'
import type { Tightening } from './tightening.ts'

/** Which refusals are asked for; those that match all of what is given. */
export interface RefusalQuery {
  readonly site?: string
  /** An address, or a network such as `203.0.113.0/24`. */
  readonly ip?: string
  readonly user?: string
  /** Name or id of a rule, or `file:line`. */
  readonly rule?: string
  /** Only those before this id, for the next page. */
  readonly before?: string
  /** Default 50, at most 1,000. */
  readonly max?: number
}

/** A refusal, and where it happened. */
export interface SiteRefusal extends Refusal {
  readonly site: string
}

/** The answer to "why was I refused?". */
export type WhyAnswer =
  | { readonly kind: 'found'; readonly refusal: ExplainedRefusal }
  /** There is no such refusal, or newer ones have replaced it. */
  | { readonly kind: 'unknown'; readonly id: string; readonly remembered: number; readonly oldestAtMs?: number }
  /** Several ids differ only in upper and lower case. */
  | { readonly kind: 'several'; readonly ids: readonly string[] }
  /** The text cannot be an id. */
  | { readonly kind: 'not-an-id'; readonly text: string }

/** A refusal with what led to it, and what to do about it. */
export interface ExplainedRefusal extends SiteRefusal {
  /** Whether the rule is in the policy that is in force now. Absent if no rule refused. */
  readonly ruleInForce?: boolean
  /** Present if an operator's block refused, and not the count of the limit. */
  readonly operatorBlock?: OperatorBlock
  /** Present if an operator added the rule. */
  readonly tightening?: Tightening
  /** What to look at, in one sentence. */
  readonly advice: string
  /** How to except this client, as statements for the policy, the narrowest first; empty if no statement would. */
  readonly exceptions: readonly Exception[]
}

/** A change of the policy that would admit a refused client. */
export interface Exception {
  /** What it does, in words. */
  readonly what: string
  /** A statement to add, or the rule as it has to be written. */
  readonly policy: string
  readonly kind: 'add' | 'replace'
  /** For `replace`: where the rule is. */
  readonly at?: { readonly file: string; readonly line: number }
}
