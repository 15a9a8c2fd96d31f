import type { GateEvents } from './gate-events.ts'

/** The listeners of a gate. */
export interface Events {
  readonly on: <E extends keyof GateEvents>(event: E, listener: (payload: GateEvents[E]) => void) => () => void
  readonly has: (event: keyof GateEvents) => boolean
  readonly emit: <E extends keyof GateEvents>(event: E, payload: GateEvents[E]) => void
  /** How often a listener or the logger threw, or returned a promise that was rejected. */
  readonly errors: () => number
  /** Runs code of the user: an exception, or the rejection of a returned promise, is counted and not propagated. */
  readonly attempt: (work: () => unknown) => void
}

/** How many warnings wait for the first listener. */
const maxWaiting = 20

/**
 * Creates an empty set of listeners. An exception of a listener is counted, and does not prevent the other listeners from being called. Warnings that
 * are emitted before there is a listener for them are delivered to the first one, after the code that adds it has ended.
 */
export function createEvents(): Events {
  const listeners = new Map<keyof GateEvents, readonly ((payload: never) => unknown)[]>()
  let errors = 0
  // WHY: a gate warns while it is being opened, when the host cannot have added a listener yet.
  let waiting: GateEvents['warning'][] = []

  function countError(): void {
    errors++
  }

  function attempt(work: () => unknown): void {
    try {
      const done = work()
      // WHY: an unhandled rejection ends the process, so any client that can cause the event could stop the server.
      if (done instanceof Promise) done.catch(countError)
    } catch {
      countError()
    }
  }

  return {
    attempt,
    on: (event, listener) => {
      // WHY: each listener is wrapped, so that a function that is added twice is two listeners, which are removed separately.
      const own = (payload: never): unknown => listener(payload)
      listeners.set(event, [...(listeners.get(event) ?? []), own])
      if (event === 'warning' && waiting.length > 0) {
        const early = waiting
        waiting = []
        queueMicrotask(() => {
          for (const warning of early) attempt(() => own(warning as never))
        })
      }
      return () => {
        listeners.set(
          event,
          (listeners.get(event) ?? []).filter((each) => each !== own),
        )
      }
    },
    has: (event) => (listeners.get(event)?.length ?? 0) > 0,
    emit: (event, payload) => {
      const called = listeners.get(event) ?? []
      if (event === 'warning' && called.length === 0 && waiting.length < maxWaiting) {
        waiting.push(payload as GateEvents['warning'])
      }
      for (const listener of called) attempt(() => listener(payload as never))
    },
    errors: () => errors,
  }
}
