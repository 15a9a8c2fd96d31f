import type { Awaitable, Decision, Gate, Plan, ValueKind } from '@tidegate/engine'
import { type Reply, replyOptionNames, type ReplyOptions } from '@tidegate/engine/http'
import { openPolicyOptionNames, type OpenPolicyOptions } from '../policy-files/open-policy-options.ts'
import type { HostFacts, UserId } from './principal.ts'

/** Options of every adapter that do not depend on its framework: the policy, and how it is enforced. */
export interface EnforcementOptions extends OpenPolicyOptions, Omit<ReplyOptions, 'plugins'> {
  /** Path of the `.policy` file, or a compiled plan. Give either this or `gate`. */
  readonly policy?: string | Plan
  /** A gate that the application opened, and has to close. */
  readonly gate?: Gate
  /**
   * Whether the request's URL is set to the canonical target, so that `user`, `facts` and the router read the same target as the policy. Default
   * true.
   */
  readonly rewriteTarget?: boolean
}

/**
 * The options of an adapter. `Context` is the type that its framework passes to handlers. Exceptions of `user`, `facts`, `skip` and `handler`
 * are treated as if a route had thrown them: the request is not admitted.
 */
export interface HostOptions<Context> extends EnforcementOptions {
  /** Returns the principal's id; `undefined` if no user is logged in. */
  readonly user?: (context: Context) => Awaitable<UserId>
  /** Returns the values of the facts that the policy declares. */
  readonly facts?: (context: Context) => Awaitable<HostFacts | undefined>
  /** Returns whether the request skips the policy. Such a request meets no rules and no limits, and there is no decision for the application. */
  readonly skip?: (context: Context) => Awaitable<boolean>
  /** Sends refusals instead of the adapter; `reply` is the one that the adapter would send. */
  readonly handler?: (context: Context, decision: Decision, reply: Reply) => Awaitable<void>
}

/** Names of the options of an adapter, without those of gates and replies. */
export const hostOptionNames = ['policy', 'gate', 'user', 'facts', 'skip', 'handler', 'rewriteTarget'] as const

/** Names of all options of an adapter. */
export const enforcementOptionNames: readonly string[] = [
  ...hostOptionNames,
  ...replyOptionNames,
  ...openPolicyOptionNames,
]

/** What the values of these options may be. */
export const hostOptionKinds: Readonly<
  Record<(typeof hostOptionNames)[number] | keyof Omit<ReplyOptions, 'plugins' | 'random'>, readonly ValueKind[]>
> = {
  policy: ['text', 'object'],
  gate: ['object'],
  user: ['function'],
  facts: ['function'],
  skip: ['function'],
  handler: ['function'],
  rewriteTarget: ['boolean'],
  standardHeaders: [['draft-10'], 'false'],
  legacyHeaders: ['boolean'],
  headerNames: [['public', 'opaque']],
  wallMs: ['function'],
}
