import { connect, type Socket } from 'node:net'
import { dirname } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { OwnerSockets } from './owner-sockets.ts'
import { startOwner } from './start-owner.ts'

const retryMs = 20
/** Milliseconds after which one of the workers starts an owner again. WHY one: if starting takes long because the machine is busy, more starts take longer. */
const startWithinMs = 3000

/**
 * Connects to the owner of a group's counters. If there is none, one of the workers starts it. Resolves to undefined when `isStopped`; keeps
 * trying otherwise.
 */
export async function connectToOwner(
  group: string,
  sockets: OwnerSockets,
  isStopped: () => boolean,
): Promise<Socket | undefined> {
  let waitUntilMs = 0
  while (!isStopped()) {
    const newest = sockets.newest()
    const socket = newest === 0 ? 'gone' : await tryToConnect(sockets.path(newest))
    if (typeof socket === 'object') return socket
    if (socket === 'gone' && performance.now() >= waitUntilMs) {
      waitUntilMs = performance.now() + startWithinMs
      const next = newest + 1
      if (sockets.claimStart(next, sockets.attempt(next, startWithinMs)))
        startOwner(group, dirname(sockets.folder), next)
    }
    await setTimeout(retryMs)
  }
  return undefined
}

/** Connects to a socket; `gone` if no process listens there, `busy` if it may. */
function tryToConnect(path: string): Promise<Socket | 'gone' | 'busy'> {
  return new Promise((resolve) => {
    const socket = connect(path)
    socket.once('connect', () => {
      socket.removeAllListeners('error')
      resolve(socket)
    })
    socket.once('error', ({ code }: NodeJS.ErrnoException) => {
      resolve(code === 'ECONNREFUSED' || code === 'ENOENT' ? 'gone' : 'busy')
    })
  })
}
