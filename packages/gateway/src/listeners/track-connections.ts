import type { Server, Socket } from 'node:net'

/**
 * Returns a function that breaks off all connections of a server. WHY: Node's own function knows neither those that became WebSockets nor those with
 * HTTP/2, and each of them would keep the process running.
 */
export function trackConnections(server: Server): () => void {
  const open = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  })
  return () => {
    for (const socket of open) socket.destroy()
  }
}
