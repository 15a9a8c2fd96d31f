import type { GateRequest } from '../request.ts'

/** What is needed of Node's `IncomingMessage` or `Http2ServerRequest`. */
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
 * A Node request as the gate reads it: raw headers, raw target, the socket's own address. Nothing that a framework has
 * interpreted (`ctx.ip`, `req.hostname`) is used. `target` is what is judged: the router behind the gate MUST read the same.
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
 * WHY: a TCP socket whose client has left has no address either. If it counted as a Unix socket, a client that leaves at once
 * would be believed where `trustProxy` names `unix`.
 */
function addressless(socket: NodeRequest['socket']): string | undefined {
  return socket.destroyed === true || socket.localAddress !== undefined ? '' : undefined
}
