import { createServer, type RequestListener, type Server } from 'node:http'
import { createSecureServer } from 'node:http2'
import { boundConnections, boundedOptions, type ConnectionBounds, connectionBounds } from './bound-connections.ts'
import type { Certificate } from './certificate.ts'
import { CheckRequest } from './check-request.ts'
import type { AnyServer } from './listening.ts'

/** WHY: a check has all fields of the client and those of the proxy; what the proxy accepted must not be too large here. */
const serverOptions = { maxHeaderSize: 128 * 1_024, keepAliveTimeout: 75_000 }

/** WHY without a host: a client of HTTP/1.0 may send none, which the proxy admits. */
const doorsOptions = { ...serverOptions, requireHostHeader: false, IncomingMessage: CheckRequest }

/** How long a connection with HTTPS may be silent, in addition to the time that a site may take for a reply. */
const silentMs = 60_000

/** What connections to the admin listener may use: so few that those of strangers leave the process enough file descriptors for its site. */
export const adminBounds: ConnectionBounds = { ...connectionBounds, maxConnections: 500 }

/** How a server for clients or proxies is created. */
export interface ServerSettings {
  readonly certificate: Certificate | undefined
  /** Whether proxies ask it about requests; if not, the requests themselves arrive. */
  readonly isOfDoors: boolean
  readonly bounds: ConnectionBounds
  readonly replyWithinMs: number
  /** Called for each connection that is closed because there are too many. */
  readonly onDrop: () => void
}

/** Creates a server without a listener for requests: with HTTPS and HTTP/2 if there is a certificate. */
export function createMainServer({ certificate, isOfDoors, bounds, replyWithinMs, onDrop }: ServerSettings): AnyServer {
  const server =
    certificate === undefined
      ? createServer({ ...(isOfDoors ? doorsOptions : serverOptions), ...boundedOptions(bounds) })
      : createSecureServer({ ...certificate, allowHTTP1: true, handshakeTimeout: bounds.headWithinMs })
  if ('maxHeadersCount' in server) server.maxHeadersCount = 0
  boundConnections(server, bounds, onDrop)
  // WHY: for HTTP/2, Node sets no time after which a silent connection ends.
  if (certificate !== undefined) server.setTimeout(replyWithinMs + silentMs)
  return server
}

/** Creates the server for operators. */
export function createAdminServer(listener: RequestListener, onDrop: () => void): Server {
  const options = { ...boundedOptions(adminBounds), requestTimeout: adminBounds.headWithinMs }
  const server = createServer(options, listener)
  boundConnections(server, adminBounds, onDrop)
  return server
}
