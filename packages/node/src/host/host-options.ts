import type { Awaitable } from '@tidegate/engine'
import type { Decision } from '@tidegate/engine'
import type { Gate } from '@tidegate/engine'
import type { Plan } from '@tidegate/engine'
import type { Reply } from '@tidegate/engine/http'
import { replyOptionNames, type ReplyOptions } from '@tidegate/engine/http'
import { openPolicyOptionNames, type OpenPolicyOptions } from '../policy-files/open-policy.ts'
import type { HostFacts, UserId } from './principal.ts'

/** What every adapter takes, whatever its framework hands to functions: where the policy is and how it is enforced. */
export interface EnforcementOptions extends OpenPolicyOptions, Omit<ReplyOptions, 'plugins'> {
  /** Path of the `.policy` file, or a plan that was compiled beforehand. Give this or `gate`. */
  readonly policy?: string | Plan
  /** A gate that the application opened itself; it stays the application's to close. */
  readonly gate?: Gate
  /** Hand the canonical target on as the request's URL, so that `user`, `facts` and the router read what the policy reads. Default true. */
  readonly rewriteTarget?: boolean
}

/**
 * The options of an adapter. `Context` is what its framework hands to functions that handle one request. What `user`, `facts`, `skip` or
 * `handler` throws is the request's error, as if a route had thrown it: the request is not let in.
 */
export interface HostOptions<Context> extends EnforcementOptions {
  /** The principal's id; `undefined` when nobody is logged in. */
  readonly user?: (context: Context) => Awaitable<UserId>
  /** Values of the facts that the policy declares. */
  readonly facts?: (context: Context) => Awaitable<HostFacts | undefined>
  /** True leaves this request undecided: no rule, no limit, no decision for the application to read. */
  readonly skip?: (context: Context) => Awaitable<boolean>
  /** Answers refused requests instead of the adapter; `reply` is what the adapter would have sent. */
  readonly handler?: (context: Context, decision: Decision, reply: Reply) => Awaitable<void>
}

/** Names of the options that are an adapter's own; the others are the gate's and the reply's. */
export const hostOptionNames = ['policy', 'gate', 'user', 'facts', 'skip', 'handler', 'rewriteTarget'] as const

/** Names of all options that an adapter knows. */
export const enforcementOptionNames: readonly string[] = [
  ...hostOptionNames,
  ...replyOptionNames,
  ...openPolicyOptionNames,
]
