import type { Server, Socket } from 'node:net'

/** The open connections of a server. */
export interface Connections {
  readonly count: () => number
  readonly destroyAll: () => void
}

/**
 * Follows the connections of a server, to count them and to break them off. WHY: Node's own function knows neither those that became WebSockets nor those with
 * HTTP/2, and each of them would keep the process running.
 */
export function trackConnections(server: Server): Connections {
  const open = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  })
  return {
    count: () => open.size,
    destroyAll: () => {
      for (const socket of open) socket.destroy()
    },
  }
}
