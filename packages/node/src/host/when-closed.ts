import type { HostResponse } from './host.ts'

/** The listeners of each connection, which are called when it closes. */
const listenersOf = new WeakMap<Connection, Set<() => void>>()

/** The parts of a socket that are used here. */
interface Connection {
  readonly destroyed: boolean
  readonly errored: Error | null
  readonly readableEnded: boolean
  once(event: 'close', listener: () => void): unknown
}

/**
 * Calls `listener` once when a response or its connection has closed; if it has closed already, soon after this call.
 *
 * WHY: Node emits `close` only for the response that is being sent: one that waits for its turn on a connection with pipelined requests never closes if the client
 * leaves. One listener per connection serves all its responses, so that listeners do not accumulate.
 */
export function whenClosed(response: HostResponse, listener: () => void): void {
  const connection = connectionOf(response)
  const listeners = connection === undefined ? undefined : listenersAt(connection)
  let isCalled = false

  function call(): void {
    if (isCalled) return
    isCalled = true
    listeners?.delete(call)
    listener()
  }

  if (isClosed(response)) queueMicrotask(call)
  else {
    listeners?.add(call)
    response.once('close', call)
  }
}

/** Whether the application itself has closed the connection of HTTP/1.1, instead of a reply: the client has neither ended nor reset it. */
export function isCutByServer(response: HostResponse): boolean {
  const connection = connectionOf(response)
  return connection !== undefined && connection.errored === null && !connection.readableEnded
}

/** The connection of HTTP/1.1. WHY not that of HTTP/2: its responses close with it, and Node allows no listeners there. */
function connectionOf(response: HostResponse): Connection | undefined {
  if ('stream' in response) return undefined
  const { req } = response as { readonly req?: { readonly socket?: Connection | null } }
  return req?.socket ?? undefined
}

function listenersAt(connection: Connection): Set<() => void> {
  const present = listenersOf.get(connection)
  if (present !== undefined) return present
  const made = new Set<() => void>()
  listenersOf.set(connection, made)
  connection.once('close', () => {
    for (const each of made) each()
  })
  return made
}

function isClosed(response: HostResponse): boolean {
  if ('stream' in response) {
    const { stream } = response as { readonly stream?: { readonly destroyed: boolean } }
    return stream === undefined || stream.destroyed
  }
  return response.destroyed || connectionOf(response)?.destroyed === true
}
