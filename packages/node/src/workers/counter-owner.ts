/**
 * The process that owns the counters of a group of workers: `node counter-owner.js GROUP FOLDER OWNER`. It serves no requests of clients, so that neither the work
 * nor the end of a worker affects the counters. Ends without effect if another process owns them, and when there has been no worker for ten seconds; after a signal, when there
 * is no worker.
 */
import { createServer, type Server } from 'node:net'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { type OwnerSockets, openOwnerSockets } from './owner-sockets.ts'
import { idleMs, OwnedCounters } from './owned-counters.ts'
import { OwnedStates } from './owned-states.ts'
import { serveCounters } from './serve-counters.ts'

const touchEveryMs = 600_000

const [group = '', folder = '', number = ''] = process.argv.slice(2)
const owner = Number(number)
const sockets = openOwnerSockets(group, folder)
const listening = join(sockets.folder, `at-${process.pid}`)
const server = createServer()
const counters = new OwnedCounters(sockets.folder)
serveCounters(server, counters, new OwnedStates())
let isEnding = false
// WHY: a signal to all processes of a service ends the workers first, and the counters with the last of them.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    isEnding = true
  })
rmSync(listening, { force: true })
server.listen(listening, () => {
  const isOwner = sockets.claim(owner, listening)
  rmSync(listening, { force: true })
  if (!isOwner) process.exit()
  sockets.removeBefore(owner)
  try {
    sockets.removeAbandoned()
  } catch {
    // WHY nothing: another owner may remove the same ones.
  }
  endWhenIdle(server, sockets)
})

function endWhenIdle(server: Server, sockets: OwnerSockets): void {
  let idleSince: number | undefined = performance.now()
  let touchedMs = performance.now()
  let isKeeping = false
  setInterval(() => {
    const nowMs = performance.now()
    if (!sockets.isNewest(owner)) process.exit()
    if (nowMs - touchedMs >= touchEveryMs) {
      touchedMs = nowMs
      sockets.touch(owner)
    }
    server.getConnections((_error, workers) => {
      if (workers > 0) idleSince = undefined
      else idleSince ??= nowMs
      if (idleSince === undefined || (!isEnding && nowMs - idleSince < idleMs)) return
      counters.remove()
      process.exit()
    })
    if (!isKeeping) {
      isKeeping = true
      void counters.keep().finally(() => {
        isKeeping = false
      })
    }
  }, 1000)
}
