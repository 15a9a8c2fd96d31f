import type { Context } from 'koa'
import type { Awaitable, Decision, Gate } from '@tidegate/engine'
import type { Reply, ReplyOptions } from '@tidegate/engine/http'
import type { OpenPolicyOptions } from '@tidegate/engine/node'

/** The id of a principal: text, or a number whose digits stand for it; undefined or null when nobody is logged in. */
export type UserId = string | number | bigint | null | undefined

/** Facts by declared name, as the host knows them for one request. */
export type HostFacts = Readonly<Record<string, unknown>>

/** What `tidegate()` takes: where the policy is, who the caller is, and how the gate behaves. */
export interface KoaOptions extends OpenPolicyOptions, Omit<ReplyOptions, 'plugins'> {
  /** Path of the `.policy` file. Give this or `gate`. */
  readonly policy?: string
  /** A gate that the application opened itself; it stays the application's to close. */
  readonly gate?: Gate
  /** The principal's id; `undefined` when nobody is logged in. What it throws goes Koa's way: the request is not let in. */
  readonly user?: (ctx: Context) => Awaitable<UserId>
  /** Values of the facts that the policy declares. What it throws goes Koa's way: the request is not let in. */
  readonly facts?: (ctx: Context) => Awaitable<HostFacts | undefined>
  /** True leaves this request undecided: no rule, no limit, no decision in `ctx.state`. */
  readonly skip?: (ctx: Context) => Awaitable<boolean>
  /** Answers refused requests instead of the adapter; `reply` is what the adapter would have sent. */
  readonly handler?: (ctx: Context, decision: Decision, reply: Reply) => Awaitable<void>
  /** Hand the canonical target on as `ctx.url`, so that `user`, `facts` and the router read what the policy reads. Default true. */
  readonly rewriteTarget?: boolean
}

/** Names of the options that are the adapter's own; the others are the gate's and the reply's. */
export const koaOptionNames = ['policy', 'gate', 'user', 'facts', 'skip', 'handler', 'rewriteTarget'] as const
