import type { LimitPeriod, ReplyPage, RuleReply } from '@tidegate/model'

/** What happens to a request before anything is counted. */
export type Outcome =
  | { readonly kind: 'pass' }
  | ({ readonly kind: 'block' } & ReplyTerms)
  /** A required fact is missing: status 503. */
  | { readonly kind: 'fact-missing' }

/** A reply, as clients can observe it: the name of a page's file is not visible to them. */
export interface ReplyTerms extends Pick<RuleReply, 'status' | 'text' | 'to'> {
  readonly page?: Pick<ReplyPage, 'type' | 'digest'>
}

/** How a limit counts, as far as clients can observe it. */
export interface LimitTerms {
  readonly count: number
  readonly period: LimitPeriod
  /** The key expression in words: `ip and user`, `in total`. */
  readonly key: string
  /** What these requests cost: a number, or the name of the fact that says it. If absent, 1. */
  readonly cost?: number | string
  readonly blockMs?: number
  readonly includingRefused: boolean
  readonly countingReplies?: readonly number[]
  readonly reply?: ReplyTerms
}

/** How a limit has changed: `stricter` if at most as many of the same requests can pass in any length of time, `looser` if at least as many can. */
export type LimitChange = 'stricter' | 'looser'
