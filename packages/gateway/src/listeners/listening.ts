import type { Server } from 'node:http'
import type { Http2SecureServer } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { reportErrors } from './report-errors.ts'
import { type Connections, trackConnections } from './track-connections.ts'

/** A server with HTTP or HTTPS. */
export type AnyServer = Server | Http2SecureServer

/** A server, and the connections that are open in it. */
export interface Listening {
  readonly server: AnyServer
  readonly connections: Connections
}

/** Follows the connections of a server from now on, and reports its errors, which then do not end the process. */
export function followServer(server: AnyServer, onError: (error: Error) => void): Listening {
  const connections = trackConnections(server)
  reportErrors(server, onError)
  return { server, connections }
}

/** Where a server listens: `HOST:PORT`, or the path of a Unix socket. */
export function shownAddress(server: AnyServer): string {
  const address = server.address() as AddressInfo | string
  if (typeof address === 'string') return address
  return address.family === 'IPv6' ? `[${address.address}]:${address.port}` : `${address.address}:${address.port}`
}

/** Stops accepting connections, and ends those that are left after `withinMs`. */
export async function closeServer({ server, connections }: Listening, withinMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  if ('closeIdleConnections' in server) server.closeIdleConnections()
  const stop = new AbortController()
  await Promise.race([closed, wait(withinMs, undefined, { signal: stop.signal }).catch(() => {})])
  stop.abort()
  connections.destroyAll()
  await closed
}
