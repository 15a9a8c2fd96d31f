import { createConnection } from 'node:net'

/** A request to a real server of a test. */
export interface RealRequest {
  readonly method: string
  readonly target: string
  /** Alternating names and values. */
  readonly headers: readonly string[]
  /** The address of the client; every address of 127.0.0.0/8 is one of this machine. */
  readonly peer: string
}

/** Sends a request as written, and returns the status of the reply; 0 if the server closes the connection without one, or sends none within two seconds. */
export async function sendRequest(port: number, { method, target, headers, peer }: RealRequest): Promise<number> {
  const socket = createConnection({ host: '127.0.0.1', port, localAddress: peer })
  const fields: string[] = []
  for (let at = 0; at < headers.length; at += 2) fields.push(`${headers[at]}: ${headers[at + 1]}\r\n`)
  socket.on('error', () => {})
  socket.setTimeout(2_000, () => socket.destroy())
  socket.end(`${method} ${target} HTTP/1.1\r\n${fields.join('')}Connection: close\r\n\r\n`, 'latin1')
  let read = ''
  socket.on('data', (chunk: Buffer) => {
    if (read.length < 64) read += chunk.toString('latin1')
  })
  await new Promise((resolve) => socket.once('close', resolve))
  return Number(/^HTTP\/1\.\d (\d{3})/.exec(read)?.[1] ?? 0)
}
