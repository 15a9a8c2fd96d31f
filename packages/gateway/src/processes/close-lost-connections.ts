import type { Worker } from 'node:cluster'

/** What the primary of `node:cluster` sends with a connection. */
interface NewConnection {
  readonly act?: unknown
  readonly seq?: unknown
}

/** What a worker answers to it. */
interface Accepted {
  readonly ack?: unknown
}

interface Handle {
  readonly close: () => void
}

/**
 * Closes the connections that were sent to a worker which ended before it accepted them. WHY: `node:cluster` waits for an answer of the worker that never comes, so the connections would stay open,
 * and their clients would wait until they give up. It has no function for this, so its own messages are followed (`lib/internal/cluster/round_robin_handle.js` of Node.js); if a version has
 * other ones, nothing is closed.
 */
export function closeLostConnections({ process: child }: Worker): void {
  const sent = new Map<unknown, Handle>()
  const send = child.send.bind(child) as (...args: readonly unknown[]) => boolean
  child.send = (...args: readonly unknown[]): boolean => {
    const [message, handle] = args as [NewConnection | null, Partial<Handle> | undefined]
    const result = send(...args)
    if (message?.act === 'newconn' && typeof handle?.close === 'function') sent.set(message.seq, handle as Handle)
    return result
  }
  child.on('internalMessage', ({ ack }: Accepted) => sent.delete(ack))
  child.once('exit', () => {
    for (const handle of sent.values()) handle.close()
    sent.clear()
  })
}
