import { connect, type Socket } from 'node:net'

/** A connection that has sent a request and collects the reply. */
export interface OpenRequest {
  readonly socket: Socket
  /** The text received so far. */
  readonly received: () => string
  /** Resolves when the connection is closed by either side. */
  readonly closed: Promise<void>
}

/**
 * Sends bytes to 127.0.0.1 and leaves the connection open until the server ends it; with `keepsOpen`, it stays half open even then. Errors
 * of the connection are ignored.
 */
export function openRequest(port: number, bytes: string, keepsOpen?: 'keepsOpen'): OpenRequest {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: keepsOpen !== undefined })
  let text = ''
  socket.on('error', () => {})
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1')
  })
  socket.write(bytes)
  return {
    socket,
    received: () => text,
    closed: new Promise((resolve) => socket.once('close', () => resolve())),
  }
}
