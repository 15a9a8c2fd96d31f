import type { Server } from 'node:http'
import type { Duplex } from 'node:stream'

/** How long the rest of a request that cannot be read is received and dropped. */
const receiveMs = 1_000

/**
 * Makes a server answer what it cannot read, such as too large a head, and receive the rest of it before it closes the connection. WHY: Node breaks the
 * connection off. For a proxy that still sends, this is a failure of the gateway, after which a recipe that admits requests while the gateway
 * is away admits those of all clients.
 */
export function answerUnreadable(server: Server): void {
  const answered = new WeakSet<Duplex>()
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    // Each further part of the request is an error again.
    if (answered.has(socket)) return
    answered.add(socket)
    if (!socket.writable || error.code === 'ECONNRESET') {
      socket.destroy()
      return
    }
    socket.end(`HTTP/1.1 ${statusOf(error.code)}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
    const timer = setTimeout(() => socket.destroy(), receiveMs)
    socket.once('close', () => clearTimeout(timer))
  })
}

function statusOf(code: string | undefined): string {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return '431 Request Header Fields Too Large'
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return '408 Request Timeout'
    case undefined:
    default:
      return '400 Bad Request'
  }
}
