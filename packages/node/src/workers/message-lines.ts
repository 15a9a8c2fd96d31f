import type { Socket } from 'node:net'

/** The longest line: longer than the layout of any policy. WHY: a line without an end must not fill the memory. */
const maxLength = 2 ** 26

/**
 * Calls `receive` for every line of JSON that arrives on a socket. Both ends are processes of one user: a line that is not JSON, or that is longer than
 * `longest`, ends the connection.
 */
export function receiveLines<Message>(
  socket: Socket,
  receive: (message: Message) => void,
  longest: number = maxLength,
): void {
  let rest = ''
  socket.setEncoding('utf8')
  socket.on('data', (text: string) => {
    rest += text
    try {
      // WHY not in `rest`: to look for the end of a long line in all of it each time that a part arrives is quadratic.
      if (!text.includes('\n')) {
        if (rest.length > longest) throw new RangeError(`a line is longer than ${longest} characters`)
        return
      }
      const lines = rest.split('\n')
      rest = lines.pop()!
      for (const line of lines) receive(JSON.parse(line) as Message)
    } catch (error) {
      rest = ''
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
