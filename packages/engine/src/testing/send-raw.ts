import { connect } from 'node:net'

/** The answer of a server to raw bytes: the status of its first reply (0 if it closed without one) and the whole text. */
export interface RawReply {
  readonly status: number
  readonly text: string
}

/**
 * Writes raw bytes to 127.0.0.1 and resolves with everything that is received until the server closes or, after the first byte, sends
 * nothing for `quietMs`: for requests that no client library would send. Rejects after ten seconds.
 */
export function sendRaw(port: number, bytes: string | Uint8Array, quietMs = 150): Promise<RawReply> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    let text = ''
    let quiet: NodeJS.Timeout | undefined
    const finish = (): void => {
      clearTimeout(quiet)
      clearTimeout(deadline)
      socket.destroy()
      resolve({ status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0), text })
    }
    const deadline = setTimeout(() => {
      socket.destroy()
      reject(new Error(`no reply from port ${port} within ten seconds`))
    }, 10_000)
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1')
      clearTimeout(quiet)
      quiet = setTimeout(finish, quietMs)
    })
    socket.on('close', finish)
    socket.on('error', (error: NodeJS.ErrnoException) => (error.code === 'ECONNRESET' ? finish() : reject(error)))
    socket.write(bytes)
  })
}
