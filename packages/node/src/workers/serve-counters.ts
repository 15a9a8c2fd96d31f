import type { Server, Socket } from 'node:net'
import { performance } from 'node:perf_hooks'
import type { CounterLayout } from '@tidegate/engine'
import { HeldCharges } from './held-charges.ts'
import { createLineSender, receiveLines } from './message-lines.ts'
import type { OwnedCounters } from './owned-counters.ts'
import type { OwnedStates, StateCounters } from './owned-states.ts'
import { StateFolderError } from '../state/state-folder-error.ts'
import type { SharedCounters } from './shared-counters.ts'
import type { CounterCall, LayoutMessage, OwnerMessage, StateMessage, WorkerMessage } from './worker-message.ts'

/** Milliseconds between two messages about how full the tables are. */
const statsEveryMs = 1000

/** The workers of each table, as functions that send to them. */
type Listeners = Map<SharedCounters, Set<(message: OwnerMessage) => void>>

/**
 * Answers the workers that connect to a server from counters in this process's memory, one table for each tag of a layout, and one for each state folder. When a connection ends,
 * the places at once that its requests hold are given back; the end is answered when the counters of a state folder that no other worker uses are written.
 */
export function serveCounters(server: Server, owned: OwnedCounters, states: OwnedStates): void {
  const listeners: Listeners = new Map()
  server.on('connection', (socket) => serveWorker(socket, owned, states, listeners))
}

function serveWorker(socket: Socket, owned: OwnedCounters, states: OwnedStates, listeners: Listeners): void {
  socket.allowHalfOpen = true
  const send = createLineSender<OwnerMessage>(socket)
  const worker = {}
  const held = new HeldCharges()
  let counters: SharedCounters | undefined
  let state: StateCounters | undefined
  let isOver = false
  let present: CounterLayout | undefined
  let isCallersClock = false
  let nextStatsMs = 0
  let statsTimer: NodeJS.Timeout | undefined

  async function openState(message: StateMessage): Promise<void> {
    try {
      const opened = await states.open(message, (note, subjects) => send({ kind: 'note', note, subjects }))
      if (isOver) return await opened.leave()
      state = opened
      send({ kind: 'opened' })
    } catch (error) {
      const help = error instanceof StateFolderError ? error.help : ''
      send({ kind: 'refused', message: error instanceof Error ? error.message : String(error), help })
    }
  }

  function setLayout(message: LayoutMessage): void {
    const layout = state === undefined ? message.layout : { ...message.layout, tag: state.tag }
    isCallersClock = message.isCallersClock === true
    const next = state?.counters ?? owned.of(message)
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
    if (ownMs >= nextStatsMs) sendStats()
    // WHY later too: the last calls before a pause must not be missing until the next one.
    else statsTimer ??= setTimeout(sendStats, nextStatsMs - ownMs).unref()
  }

  function sendStats(): void {
    clearTimeout(statsTimer)
    statsTimer = undefined
    nextStatsMs = performance.now() + statsEveryMs
    if (counters !== undefined) send({ kind: 'stats', stats: counters.store.stats() })
  }

  /** Everything that the worker had is given back, once. */
  async function end(): Promise<void> {
    if (isOver) return
    isOver = true
    clearTimeout(statsTimer)
    const nowMs = performance.now()
    for (const charges of held.all()) counters?.answer(worker, { kind: 'release', id: 0, nowMs, charges }, nowMs)
    leave()
    await state?.leave()
  }

  receiveLines<WorkerMessage>(socket, (message) => {
    switch (message.kind) {
      case 'state':
        void openState(message)
        return
      case 'layout':
        setLayout(message)
        return
      case 'consume':
      case 'peek':
      case 'settle':
      case 'release':
      case 'reset':
      case 'block':
        answer(message)
    }
  })
  socket.on('error', () => socket.destroy())
  // WHY later: answers are sent at the end of a turn.
  socket.on('end', () => void end().finally(() => setImmediate(() => socket.end())))
  socket.on('close', () => void end())
}
