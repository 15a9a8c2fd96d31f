import type { Server, ServerOptions } from 'node:http'
import type { Http2SecureServer } from 'node:http2'

/** What connections may use, by default 30 seconds for a head and 10,000 connections, so that clients that send slowly, or nothing, occupy a bounded number of them for a bounded time. */
export interface ConnectionBounds {
  /** Milliseconds for the head of a request, from the connection or from its first byte; then it is answered with 408. */
  readonly headWithinMs: number
  /** Milliseconds between two looks at the connections: a head may take that much longer. */
  readonly lookMs: number
  /** Maximum number of connections at the same time; further ones are closed. */
  readonly maxConnections: number
}

/** The bounds of each listener. */
export const connectionBounds: ConnectionBounds = { headWithinMs: 30_000, lookMs: 5_000, maxConnections: 10_000 }

/** The options for a server with these bounds. */
export function boundedOptions({ headWithinMs, lookMs }: ConnectionBounds): ServerOptions {
  return { headersTimeout: headWithinMs, connectionsCheckingInterval: lookMs }
}

/** Bounds the connections of a server; `onDrop` is called for each that is closed because there are too many. */
export function boundConnections(
  server: Server | Http2SecureServer,
  { headWithinMs, lookMs, maxConnections }: ConnectionBounds,
  onDrop: () => void,
): void {
  server.maxConnections = maxConnections
  server.on('drop', onDrop)
  // WHY as properties: a server with HTTP/2 takes no options about its connections with HTTP/1.1.
  if (!('maxHeadersCount' in server))
    Object.assign(server, { headersTimeout: headWithinMs, connectionsCheckingInterval: lookMs })
}
