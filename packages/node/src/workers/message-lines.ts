import type { Socket } from 'node:net'

/**
 * Calls `receive` for every line of JSON that arrives on a socket. Both ends are processes of one user: a line that is not JSON ends the connection.
 */
export function receiveLines<Message>(socket: Socket, receive: (message: Message) => void): void {
  let rest = ''
  socket.setEncoding('utf8')
  socket.on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop()!
    try {
      for (const line of lines) receive(JSON.parse(line) as Message)
    } catch (error) {
      socket.destroy(error as Error)
    }
  })
}

/** Returns a function that sends messages as lines of JSON. All messages of one turn of the event loop are one write. */
export function createLineSender<Message>(socket: Socket): (message: Message) => void {
  let lines = ''
  return (message) => {
    if (lines === '') {
      setImmediate(() => {
        const batch = lines
        lines = ''
        if (socket.writable) socket.write(batch)
      })
    }
    lines += `${JSON.stringify(message)}\n`
  }
}
