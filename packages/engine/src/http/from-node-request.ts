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
  return {
    method: request.method ?? '',
    target: target ?? '',
    headers: request.rawHeaders,
    peer: request.socket.remoteAddress ?? addressless(request.socket),
  }
}

/**
 * WHY: a TCP socket whose client has left has no address either. If it counted as a Unix socket and `trustProxy` included `unix`, a client that
 * leaves immediately would be trusted.
 */
function addressless(socket: NodeRequest['socket']): string | undefined {
  return socket.destroyed === true || socket.localAddress !== undefined ? '' : undefined
}
