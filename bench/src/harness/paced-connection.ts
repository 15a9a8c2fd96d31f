import { connect, type Socket } from 'node:net'
import { once } from 'node:events'

/** A connection over which one request at a time is sent, without a library, so that the client needs little CPU time. */
export interface PacedConnection {
  /** Sends a request, given as bytes in Latin-1; `onReply` is called when its reply is complete. */
  readonly send: (text: string, onReply: () => void) => void
  readonly close: () => void
}

/** Opens a connection to a server on loopback. `onError` is called if it ends, or receives a reply without Content-Length, or one with 5xx. */
export async function openPaced(port: number, onError: (error: Error) => void): Promise<PacedConnection> {
  const socket: Socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  socket.setNoDelay(true)
  socket.setEncoding('latin1')
  let received = ''
  let waiting: (() => void) | undefined
  let isClosed = false
  const fail = (message: string): void => {
    if (!isClosed) onError(new Error(message))
  }
  socket.on('error', ({ message }) => fail(message))
  socket.on('close', () => fail('the server closed a connection'))
  socket.on('data', (text: string) => {
    received = received === '' ? text : received + text
    const length = lengthOf(received)
    if (length === undefined || received.length < length) return
    if (Number.isNaN(length) || received.startsWith('5', 'HTTP/1.1 '.length))
      fail(`an unexpected reply: ${received.slice(0, 80)}`)
    received = ''
    const onReply = waiting
    waiting = undefined
    onReply?.()
  })
  return {
    send(text, onReply) {
      waiting = onReply
      socket.write(text, 'latin1')
    },
    close() {
      isClosed = true
      socket.destroy()
    },
  }
}

/** The length of the first reply in a text; undefined if its head is incomplete, NaN if it has no Content-Length. */
function lengthOf(text: string): number | undefined {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  return end + 4 + Number(/\r\ncontent-length: (\d+)/i.exec(text.slice(0, end))?.[1])
}
