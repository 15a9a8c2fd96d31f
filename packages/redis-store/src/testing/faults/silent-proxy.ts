import { connect, createServer, type Socket } from 'node:net'
import { once } from 'node:events'

/** A proxy on loopback that can fall silent: it then forwards nothing, and closes nothing, as if all packets were lost. */
export interface SilentProxy {
  readonly port: number
  setSilent(isSilent: boolean): void
  close(): Promise<void>
}

/** Starts a proxy in front of a port of loopback. */
export async function startSilentProxy(target: number): Promise<SilentProxy> {
  const sockets = new Set<Socket>()
  let isSilent = false
  const follow = (socket: Socket): void => {
    sockets.add(socket)
    if (isSilent) socket.pause()
    socket.on('error', () => socket.destroy())
    socket.on('close', () => sockets.delete(socket))
  }
  const server = createServer((near) => {
    const far = connect(target, '127.0.0.1')
    near.pipe(far)
    far.pipe(near)
    near.on('close', () => far.destroy())
    far.on('close', () => near.destroy())
    follow(near)
    follow(far)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    setSilent(next) {
      isSilent = next
      for (const socket of sockets) {
        if (next) socket.pause()
        else socket.resume()
      }
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
