import type { Duplex } from 'node:stream'
import type { Admission, GateEvents } from '@tidegate/engine'
import { leaseMs } from './end-with-reply.ts'

type Method = (...args: readonly unknown[]) => unknown

/**
 * Gives the places of an upgrade or CONNECT over HTTP/1.1 back when its connection has closed. If the client breaks the connection off before anything was
 * written to it, the listener may still be at work: the places are given back when it writes to, ends or destroys the socket, and at the latest 60
 * seconds later, with a warning.
 */
export function endWithSocket(
  socket: Duplex,
  { awaitsEnd, end }: Pick<Admission, 'awaitsEnd' | 'end'>,
  warn: (warning: GateEvents['warning']) => void,
): void {
  if (!awaitsEnd) return
  if (socket.destroyed) return end()
  let hasWritten = false
  let hasLeft = false
  let lease: NodeJS.Timeout | undefined

  function endOnce(): void {
    clearTimeout(lease)
    end()
  }

  for (const name of ['write', 'end', 'destroy'] as const) {
    const method = socket[name].bind(socket) as Method
    const noticing: Method = (...rest) => {
      if (name !== 'destroy') hasWritten = true
      if (hasLeft) endOnce()
      return method(...rest)
    }
    Object.assign(socket, { [name]: noticing })
  }
  socket.once('close', () => {
    // WHY: a socket that the listener has destroyed has no error; one that the client has reset does.
    if (hasWritten || socket.errored === null) return end()
    hasLeft = true
    lease = setTimeout(() => {
      warn(upgradeNeverEnded)
      end()
    }, leaseMs).unref()
  })
}

const upgradeNeverEnded: GateEvents['warning'] = {
  code: 'request-never-ended',
  message: `a listener did not end an upgrade within ${leaseMs / 1000} seconds after the client had left, and its places of limits \`at once\` were given back: destroy the socket when nothing more is to be done`,
}
