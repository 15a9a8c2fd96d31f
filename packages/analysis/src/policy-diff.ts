import type { GateRequest } from '@tidegate/engine'
import type { LimitTerms, Outcome } from './outcome.ts'
import type { Side } from './side.ts'

/** What two policies decide differently. Plain data. */
export interface PolicyDiff {
  readonly version: 1
  /**
   * `equal`: proved, every kind of request was considered. `different`: with requests that both interpreters confirm. `not-settled`: no
   * difference was found, but the rules in `unsettled` could not be seen through within the budget.
   */
  readonly answer: 'equal' | 'different' | 'not-settled'
  /** How requests are refused or let through differently, what now comes in first. */
  readonly classes: readonly DecisionClass[]
  /** How requests that both let through are counted differently. */
  readonly limits: readonly LimitClass[]
  /** Classes and limits beyond those that were asked for. */
  readonly more: number
  /** What decides nothing: shadow rules, limits under another identity. */
  readonly notes: readonly DiffNote[]
  readonly unsettled: readonly UnsettledRule[]
  /** Steps of the budget that were taken. */
  readonly steps: number
  /** Steps that might have been taken. */
  readonly budget: number
}

/** Requests that are decided differently in the same way. */
export interface DecisionClass {
  readonly from: Outcome
  readonly to: Outcome
  /** Which requests, in words that all hold; none: any. */
  readonly where: readonly string[]
  /** All requests that `where` describes; else those of them that the first policy decides as `from` and the second as `to`. */
  readonly all: boolean
  readonly witness: DiffWitness
}

/** A limit that counts requests in the one policy otherwise than in the other. */
export interface LimitClass {
  /** The limit's name, or its text. */
  readonly limit: string
  /** Which policies have it at all. */
  readonly in: readonly Side[]
  /** How it counts in the first policy; absent: these requests are not counted. */
  readonly before?: LimitTerms
  readonly after?: LimitTerms
  readonly where: readonly string[]
  readonly all: boolean
  readonly witness: DiffWitness
}

/** A request that shows a difference. */
export interface DiffWitness {
  readonly request: GateRequest
  /** When it comes, as RFC 3339. */
  readonly at: string
}

export interface DiffNote {
  readonly kind: 'shadow-rule' | 'shadow-exemption' | 'shadow-limit' | 'shadow-unsettled' | 'limit-renamed'
  readonly text: string
  readonly where: readonly string[]
  readonly witness?: DiffWitness
}

/** Why it is not known whether there are requests of a kind. */
export type UndecidedReason =
  /** The budget ended. */
  | 'budget'
  /** Neither a text that would be needed nor the proof that there is none was found. */
  | 'no-text'
  /** What was found could not be written as a request that the policies decide so. */
  | 'no-request'
  /** Limits count by bot, of which the policies declare others, and too many. */
  | 'many-bots'

/** A rule of which it is not known whether, or what, it changes. */
export interface UnsettledRule {
  /** The policy that it stands in; absent where it is about a setting. */
  readonly side?: Side
  /**
   * `budget`: the steps ended, a larger budget may settle it. `no-text`: no text was found that would be needed, nor the proof that there is
   * none. `no-request`: what differs could not be written as a request that shows it. `many-bots`: a limit counts by bot, and the
   * policies declare too many others. `client-ip`: the client's address is found otherwise.
   */
  readonly why: UndecidedReason | 'client-ip'
  readonly text: string
  readonly file?: string
  readonly line?: number
}
