import type { Awaitable, Decision, Gate, GateOptions, GateRequest, Plan } from '@tidegate/engine'
import type { Reply, ReplyOptions } from '@tidegate/engine/http'

/**
 * The options of `tidegate()`: the policy, where the client's connection comes from, and who the caller is. Functions receive the request and
 * whatever else the runtime passes to `fetch` (`Info`): bindings, the server, information about the connection.
 */
export interface FetchOptions<Info extends readonly unknown[]> extends GateOptions, Omit<ReplyOptions, 'plugins'> {
  /** A compiled plan. Give either this or `gate`. */
  readonly policy?: Plan
  /** A gate that the application opened, and has to close. */
  readonly gate?: Gate
  /**
   * Returns the address of the connection's other end, which a `Request` does not contain. Without an address the request is refused. MUST NOT
   * return a field that clients can set, except where the runtime sets it on every request.
   */
  readonly peer: (request: Request, ...info: Info) => string | undefined
  /**
   * Returns the header fields of the request as they were received: names and values in turns, each field by itself. Default: those of
   * `request.headers`, which has joined fields with the same name.
   */
  readonly fields?: (request: Request, ...info: Info) => readonly string[]
  /**
   * Returns the target of the request as it was received. If it is absolute, the request is refused with 400 unless its host is that of the Host field. Default:
   * the runtime does not say, and policies decide by the Host field.
   */
  readonly receivedTarget?: (request: Request, ...info: Info) => string | undefined
  /**
   * Adds a field to the reply to an admitted request, before the handler runs; a field with the same name that the handler sets replaces it. Default:
   * the response of the handler is copied with the fields, which replace its own, because a response may be shared by several requests.
   */
  readonly setField?: (name: string, value: string, ...info: Info) => void
  /** Whether the handler receives a request whose URL has the canonical target. Default true. */
  readonly rewriteTarget?: boolean
  /** Returns the principal's id; `undefined` if no user is logged in. */
  readonly user?: (request: Request, ...info: Info) => Awaitable<GateRequest['user'] | null>
  /** Returns the values of the facts that the policy declares. */
  readonly facts?: (request: Request, ...info: Info) => Awaitable<GateRequest['facts']>
  /** Returns whether the request skips the policy. A request that the gate would refuse as ambiguous never skips it. */
  readonly skip?: (request: Request, ...info: Info) => Awaitable<boolean>
  /** Returns the response to a refused request; `reply` is what the adapter would send. */
  readonly handler?: (request: Request, decision: Decision, reply: Reply, ...info: Info) => Awaitable<Response>
}

/** Names of the options of this adapter, without those of gates and replies. */
export const ownOptionNames = [
  'policy',
  'gate',
  'peer',
  'fields',
  'receivedTarget',
  'setField',
  'user',
  'facts',
  'skip',
  'handler',
  'rewriteTarget',
] as const
