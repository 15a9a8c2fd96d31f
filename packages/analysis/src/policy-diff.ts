import type { GateRequest } from '@tidegate/engine'
import type { LimitChange, LimitTerms, Outcome } from './outcome.ts'
import type { Side } from './side.ts'

/** What two policies decide differently. Plain data. */
export interface PolicyDiff {
  readonly version: 1
  /**
   * `equal`: proved for all possible requests. `different`: shown by requests that both interpreters confirm. `not-settled`: no
   * difference was found, but the rules in `unsettled` could not be analysed completely within the budget.
   */
  readonly answer: 'equal' | 'different' | 'not-settled'
  /** Requests that are refused or let through differently; those that are now let in come first. */
  readonly classes: readonly DecisionClass[]
  /** Requests that both policies let through but count differently. */
  readonly limits: readonly LimitClass[]
  /** Number of classes and limits beyond the maximum that was requested. */
  readonly more: number
  /** Differences that change no decision: shadow rules, limits with another identity. */
  readonly notes: readonly DiffNote[]
  readonly unsettled: readonly UnsettledRule[]
  /** Steps of the budget that were used. */
  readonly steps: number
  /** Steps that were available. */
  readonly budget: number
}

/** A class of requests that are decided differently in the same way. */
export interface DecisionClass {
  readonly from: Outcome
  readonly to: Outcome
  /** Conditions that all of these requests meet, in words; empty if it is every request. */
  readonly where: readonly string[]
  /** Whether every request that `where` describes is decided this way; otherwise only some of them are. */
  readonly all: boolean
  readonly witness: DiffWitness
}

/** A limit that counts requests differently in the two policies. */
export interface LimitClass {
  /** The limit's name, or its text. */
  readonly limit: string
  /** The policies that contain the limit. */
  readonly in: readonly Side[]
  /** How it counts in the first policy; absent if these requests are not counted. */
  readonly before?: LimitTerms
  readonly after?: LimitTerms
  /**
   * `stricter`: at most as many of these requests can pass in any length of time as before; `looser`: at least as many can. Absent if neither follows from the terms,
   * or if these requests are counted in only one of the policies.
   */
  readonly change?: LimitChange
  readonly where: readonly string[]
  readonly all: boolean
  readonly witness: DiffWitness
}

/** A request that shows a difference. */
export interface DiffWitness {
  readonly request: GateRequest
  /** Time of the request, as RFC 3339. */
  readonly at: string
}

/** Something that the comparison does not count as a difference, but that a reader should know. */
export interface DiffNote {
  readonly kind: 'shadow-rule' | 'shadow-exemption' | 'shadow-limit' | 'shadow-unsettled' | 'limit-renamed'
  readonly text: string
  readonly where: readonly string[]
  readonly witness?: DiffWitness
}

/** Why it is undecided whether there is a request of a certain kind. */
export type UndecidedReason =
  /** The budget was exhausted. */
  | 'budget'
  /** Neither a string that is needed was found, nor a proof that there is none. */
  | 'no-text'
  /** No request could be written that has the values found and that the policies decide as expected. */
  | 'no-request'
  /** Limits count by bot, and the two policies declare too many different bots. */
  | 'many-bots'

/** A rule whose effect on the difference is undecided. */
export interface UnsettledRule {
  /** The policy that contains the rule; absent if a setting is the cause. */
  readonly side?: Side
  /**
   * `budget`: the steps were used up; a larger budget may settle it. `no-text`: neither a string that is needed was found, nor a
   * proof that there is none. `no-request`: no request could be written that shows the difference. `many-bots`: a limit counts by
   * bot, and the policies declare too many different bots. `client-ip`: the policies find the client's address in different ways.
   */
  readonly why: UndecidedReason | 'client-ip'
  readonly text: string
  readonly file?: string
  readonly line?: number
}
