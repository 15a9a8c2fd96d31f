import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'
import type { Decision } from '@tidegate/engine'
import type { Reply } from '@tidegate/engine/http'

/** Node's request, over HTTP/1.1 or HTTP/2. Its `url` is what a router after the guard reads. */
export type HostRequest = IncomingMessage | Http2ServerRequest

/** Node's response, over HTTP/1.1 or HTTP/2. */
export type HostResponse = ServerResponse | Http2ServerResponse

/**
 * What a guard needs to know of a framework. `Context` is what the framework hands to functions that handle one request. All functions are
 * called on every request: they MUST NOT throw, and SHOULD only read properties.
 */
export interface Host<Context> {
  request(context: Context): HostRequest
  response(context: Context): HostResponse
  /** Whether the framework has taken the prefix of a mount off the request's URL. */
  isMounted(context: Context): boolean
  /** Puts the decision where the application reads it. */
  setDecision(context: Context, decision: Decision): void
  /** The decision that was put there; undefined where none was. */
  getDecision(context: Context): Decision | undefined
  /** Sends a reply in the framework's own way. */
  send(context: Context, reply: Reply): void
}

/** Whether Express, or a framework that mounts as Express does, has taken a prefix off the request's URL. */
export function isBelowBaseUrl(request: object): boolean {
  const { baseUrl } = request as { readonly baseUrl?: unknown }
  return typeof baseUrl === 'string' && baseUrl !== ''
}
