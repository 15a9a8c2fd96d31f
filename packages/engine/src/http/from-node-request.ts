import type { GateRequest } from '../request.ts'

/** The properties of Node's `IncomingMessage` and `Http2ServerRequest` that are used. */
export interface NodeRequest {
  readonly method?: string | undefined
  readonly url?: string | undefined
  /** Set by Express and others that shorten `url` for mounted handlers. */
  readonly originalUrl?: string | undefined
  readonly rawHeaders: readonly string[]
  readonly socket: {
    readonly remoteAddress?: string | undefined
    readonly localAddress?: string | undefined
    readonly destroyed?: boolean
    /** The server, whose `maxHeadersCount` bounds the number of header fields. */
    readonly server?: unknown
  }
}

/**
 * Converts a Node request for the gate: raw headers, raw target, the socket's own address. Values that a framework has interpreted
 * (`ctx.ip`, `req.hostname`) are not used. The policy is applied to `target`: the router after the gate MUST use the same one.
 */
export function fromNodeRequest(
  request: NodeRequest,
  target: string | undefined = request.originalUrl ?? request.url,
): GateRequest {
  const { rawHeaders, socket } = request
  const received: GateRequest = {
    method: request.method ?? '',
    target: target ?? '',
    headers: rawHeaders,
    peer: socket.remoteAddress ?? addressless(socket),
  }
  const mayBeCut = rawHeaders.length >= batch * 2 && rawHeaders.length >= fieldsKept(socket.server) * 2
  return mayBeCut ? { ...received, hasCutHeaders: true } : received
}

/** Node reads header fields in batches of this size: a shorter list is complete. */
const batch = 32

/** Number of header fields that a server keeps if `maxHeadersCount` is not set. */
const defaultKept = 1_000

/**
 * Number of header fields that a server keeps. Some releases of Node (22.18.0, 22.22.3, 24.4.1 and 24.15.0, among others) drop the following
 * batches silently, so that a client can remove what a proxy appends; later releases answer 431 themselves.
 */
function fieldsKept(server: unknown): number {
  if (typeof server !== 'object' || server === null || !('maxHeadersCount' in server)) return defaultKept
  const { maxHeadersCount } = server
  if (typeof maxHeadersCount !== 'number') return defaultKept
  return maxHeadersCount > 0 ? maxHeadersCount : Infinity
}

/**
 * WHY: a TCP socket whose client has left has no address either. If it counted as a Unix socket and `trustProxy` included `unix`, a client that
 * leaves immediately would be trusted.
 */
function addressless(socket: NodeRequest['socket']): string | undefined {
  return socket.destroyed === true || socket.localAddress !== undefined ? '' : undefined
}
