import type { Duplex } from 'node:stream'
import type { Admission } from '@tidegate/engine'

type Write = (chunk?: unknown, ...rest: readonly unknown[]) => unknown

/** How long a listener may still take to write a status after the client has left. */
const graceMs = 5_000

/** The characters of a status line up to the status. */
const statusLength = 'HTTP/1.1 101'.length

/**
 * Settles the admission of an upgrade or CONNECT over HTTP/1.1 with the status that its listener writes to the socket: 101 if it accepts the
 * connection, or for example 401. The admission is settled without a status if what is written is not a status line, or nothing is
 * written until five seconds after the client has left.
 *
 * WHY: there is no response object, so the status can only be read from what is written.
 */
export function settleWithSocket(socket: Duplex, { awaitsReply, settle }: Admission): void {
  if (!awaitsReply) return
  const write = socket.write.bind(socket) as Write
  const end = socket.end.bind(socket) as Write
  let written = ''
  let isSettled = false

  function settleOnce(status: number | undefined): void {
    if (isSettled) return
    isSettled = true
    settle(status === undefined ? {} : { status })
    socket.write = write as typeof socket.write
    socket.end = end as typeof socket.end
  }

  function read(chunk: unknown): void {
    if (typeof chunk === 'string') written += chunk.slice(0, statusLength)
    else if (chunk instanceof Uint8Array) written += Buffer.from(chunk.subarray(0, statusLength)).toString('latin1')
    if (written.length < statusLength) return
    const status = /^HTTP\/1\.[01] (\d{3})/.exec(written)?.[1]
    settleOnce(status === undefined ? undefined : Number(status))
  }

  socket.write = ((chunk, ...rest) => {
    read(chunk)
    return write(chunk, ...rest)
  }) as Write as typeof socket.write
  socket.end = ((chunk, ...rest) => {
    read(chunk)
    return end(chunk, ...rest)
  }) as Write as typeof socket.end
  socket.once('close', () => {
    if (!isSettled) setTimeout(settleOnce, graceMs, undefined).unref()
  })
}
