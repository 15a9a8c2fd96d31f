import type { Server, Socket } from 'node:net'
import { performance } from 'node:perf_hooks'
import type { CounterLayout } from '@tidegate/engine'
import { HeldCharges } from './held-charges.ts'
import { createLineSender, receiveLines } from './message-lines.ts'
import type { OwnedCounters } from './owned-counters.ts'
import type { SharedCounters } from './shared-counters.ts'
import type { CounterCall, LayoutMessage, OwnerMessage, WorkerMessage } from './worker-message.ts'

/** Milliseconds between two messages about how full the tables are. */
const statsEveryMs = 1000

/** The workers of each table, as functions that send to them. */
type Listeners = Map<SharedCounters, Set<(message: OwnerMessage) => void>>

/**
 * Answers the workers that connect to a server from counters in this process's memory, one table for each tag of a layout. When a connection ends,
 * the places at once that its requests hold are given back.
 */
export function serveCounters(server: Server, owned: OwnedCounters): void {
  const listeners: Listeners = new Map()
  server.on('connection', (socket) => serveWorker(socket, owned, listeners))
}

function serveWorker(socket: Socket, owned: OwnedCounters, listeners: Listeners): void {
  const send = createLineSender<OwnerMessage>(socket)
  const worker = {}
  const held = new HeldCharges()
  let counters: SharedCounters | undefined
  let present: CounterLayout | undefined
  let isCallersClock = false
  let nextStatsMs = 0

  function setLayout(message: LayoutMessage): void {
    const { layout } = message
    isCallersClock = message.isCallersClock === true
    const next = owned.of(message)
    next.join(worker, layout)
    held.relay(layout)
    present = layout
    if (counters === next) return
    leave()
    counters = next
    listeners.set(next, (listeners.get(next) ?? new Set()).add(send))
    countWorkers(next)
  }

  function leave(): void {
    if (counters === undefined) return
    counters.leave(worker)
    listeners.get(counters)!.delete(send)
    if (counters.workers === 0) listeners.delete(counters)
    else countWorkers(counters)
  }

  function countWorkers(of: SharedCounters): void {
    for (const sendTo of listeners.get(of) ?? []) sendTo({ kind: 'workers', workers: of.workers })
  }

  function answer(call: CounterCall): void {
    const ownMs = performance.now()
    try {
      const value = counters!.answer(worker, call, isCallersClock ? call.nowMs : ownMs)
      held.note(call, value, present!)
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
    leave()
  })
}
