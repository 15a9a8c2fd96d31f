import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'
import type { Decision } from '@tidegate/engine'
import type { Reply } from '@tidegate/engine/http'

/** Node's request, over HTTP/1.1 or HTTP/2. A router after the guard reads its `url`. */
export type HostRequest = IncomingMessage | Http2ServerRequest

/** Node's response, over HTTP/1.1 or HTTP/2. */
export type HostResponse = ServerResponse | Http2ServerResponse

/**
 * The functions of a framework that a guard uses. `Context` is the type that the framework passes to handlers. All functions are called for
 * every request: they MUST NOT throw, and SHOULD only read properties.
 */
export interface Host<Context> {
  request(context: Context): HostRequest
  response(context: Context): HostResponse
  /** The target as received, for frameworks that rewrite the request's `url` before the guard; the absolute form names a host. Default `url`. */
  received?(context: Context): string | undefined
  /** Whether the framework has removed the prefix of a mount from the request's URL. */
  isMounted(context: Context): boolean
  /** Stores the decision for the application. */
  setDecision(context: Context, decision: Decision): void
  /** Returns the stored decision; undefined if there is none. */
  getDecision(context: Context): Decision | undefined
  /** Sends a reply with the framework's functions. */
  send(context: Context, reply: Reply): void
}

/** Whether Express, or a framework with the same kind of mounts, has removed a prefix from the request's URL. */
export function isBelowBaseUrl(request: object): boolean {
  const { baseUrl } = request as { readonly baseUrl?: unknown }
  return typeof baseUrl === 'string' && baseUrl !== ''
}
