/**
 * The process that owns the counters of a group of workers: `node counter-owner.js GROUP FOLDER OWNER`. It serves no requests of clients, so that neither the work
 * nor the end of a worker affects the counters. Ends without effect if another process owns them, and when there has been no worker for ten seconds.
 */
import { createServer, type Server } from 'node:net'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { type OwnerSockets, openOwnerSockets } from './owner-sockets.ts'
import { serveCounters } from './serve-counters.ts'

const idleMs = 10_000
const touchEveryMs = 600_000

const [group = '', folder = '', number = ''] = process.argv.slice(2)
const owner = Number(number)
const sockets = openOwnerSockets(group, folder)
const listening = join(sockets.folder, `at-${process.pid}`)
const server = createServer()
serveCounters(server)
// WHY: a signal to the whole group of processes, such as Ctrl+C, ends the workers first, and the counters with the last of them.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined)
rmSync(listening, { force: true })
server.listen(listening, () => {
  const isOwner = sockets.claim(owner, listening)
  rmSync(listening, { force: true })
  if (!isOwner) process.exit()
  sockets.removeBefore(owner)
  endWhenIdle(server, sockets)
})

function endWhenIdle(server: Server, sockets: OwnerSockets): void {
  let idleSince: number | undefined = performance.now()
  let touchedMs = performance.now()
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
      if (idleSince !== undefined && nowMs - idleSince >= idleMs) process.exit()
    })
  }, 1000)
}
