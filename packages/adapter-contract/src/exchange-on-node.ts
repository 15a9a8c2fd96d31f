import type { GuardTools, HostOptions, HostResponse } from '@tidegate/node'
import type { ContractOptions, Exchange, Incoming } from './adapter.ts'

/** The parts of an exchange that depend on the adapter; the rest is the same for every framework on Node. */
export interface ExchangeParts<Context> extends Incoming, Pick<Exchange, 'decision' | 'reply' | 'stream'> {
  readonly guard: Omit<GuardTools<Context>, 'ready'>
  readonly context: Context
  readonly response: HostResponse
}

/** An exchange for a framework that uses Node's own requests and responses. */
export function exchangeOnNode<Context>(parts: ExchangeParts<Context>): Exchange {
  const { guard, context, response } = parts
  const closed = new Promise<void>((resolve) => response.once('close', () => resolve()))
  return {
    get target() {
      return parts.target
    },
    get decision() {
      return parts.decision
    },
    header: (name) => parts.header(name),
    decisionOf: () => guard.decisionOf(context),
    check: (principal) => guard.check(context, principal),
    explain: () => guard.explain(context),
    refuse: (decision) => guard.refuse(context, decision),
    reply: (status, body) => parts.reply(status, body),
    stream: (status, chunks) => parts.stream(status, chunks),
    abort: () => void response.socket?.destroy(),
    closed,
  }
}

/** The options of the suite as options of an adapter whose functions receive a `Context`. */
export function optionsFor<Context>(
  { handler, ...options }: ContractOptions,
  incomingOf: (context: Context) => Incoming,
  exchangeOf: (context: Context) => Exchange,
): HostOptions<Context> {
  return {
    ...lookupsFor(options, incomingOf),
    ...(handler !== undefined && {
      handler: (context, decision, reply) => handler(exchangeOf(context), decision, reply),
    }),
  }
}

/** The same without `handler`, for adapters that pass more than the context to it. */
export function lookupsFor<Context>(
  { user, facts, skip, ...rest }: Omit<ContractOptions, 'handler'>,
  incomingOf: (context: Context) => Incoming,
): Omit<HostOptions<Context>, 'handler'> {
  return {
    ...rest,
    ...(user !== undefined && { user: (context) => user(incomingOf(context)) }),
    ...(facts !== undefined && { facts: (context) => facts(incomingOf(context)) }),
    ...(skip !== undefined && { skip: (context) => skip(incomingOf(context)) }),
  }
}
