import type { Server, Socket } from 'node:net'
import { performance } from 'node:perf_hooks'
import { HeldCharges } from './held-charges.ts'
import { createLineSender, receiveLines } from './message-lines.ts'
import { SharedCounters } from './shared-counters.ts'
import type { CounterCall, LayoutMessage, OwnerMessage, WorkerMessage } from './worker-message.ts'

/** Milliseconds between two messages about how full the tables are. */
const statsEveryMs = 1000

/**
 * Answers the workers that connect to a server from counters in this process's memory, one table for each tag of a layout. When a connection ends,
 * the places at once that its requests hold are given back.
 */
export function serveCounters(server: Server): void {
  const countersByTag = new Map<string, SharedCounters>()
  server.on('connection', (socket) => serveWorker(socket, countersByTag))
}

function serveWorker(socket: Socket, countersByTag: Map<string, SharedCounters>): void {
  const send = createLineSender<OwnerMessage>(socket)
  const worker = {}
  const held = new HeldCharges()
  let counters: SharedCounters | undefined
  let isCallersClock = false
  let nextStatsMs = 0

  function setLayout({ layout, isCallersClock: byCaller }: LayoutMessage): void {
    isCallersClock = byCaller === true
    const next = countersByTag.get(layout.tag) ?? new SharedCounters(undefined)
    countersByTag.set(layout.tag, next)
    if (counters !== next) counters?.leave(worker)
    counters = next
    held.relay(layout)
    next.join(worker, layout)
  }

  function answer(call: CounterCall): void {
    const ownMs = performance.now()
    try {
      const value = counters!.answer(worker, call, isCallersClock ? call.nowMs : ownMs)
      held.note(call, value)
      send({ kind: 'answer', id: call.id, ...(value !== undefined && { value }) })
    } catch (error) {
      send({ kind: 'failure', id: call.id, reason: error instanceof Error ? error.message : String(error) })
    }
    if (ownMs < nextStatsMs) return
    nextStatsMs = ownMs + statsEveryMs
    send({ kind: 'stats', stats: counters!.store.stats() })
  }

  receiveLines<WorkerMessage>(socket, (message) => {
    if (message.kind === 'layout') setLayout(message)
    else answer(message)
  })
  socket.on('error', () => socket.destroy())
  socket.on('close', () => {
    const nowMs = performance.now()
    for (const charges of held.all()) counters?.answer(worker, { kind: 'release', id: 0, nowMs, charges }, nowMs)
    counters?.leave(worker)
  })
}
