import type { Server } from 'node:http'
import type { Http2Server } from 'node:http2'

/** Closes a server and all its connections; resolves when it is closed. */
export function closeServer(server: Server | Http2Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    if ('closeAllConnections' in server) server.closeAllConnections()
  })
}
