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

/** Creates an empty set of listeners. An exception of a listener is counted, and does not prevent the other listeners from being called. */
export function createEvents(): Events {
  const listeners = new Map<keyof GateEvents, readonly ((payload: never) => unknown)[]>()
  let errors = 0

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
      return () => {
        listeners.set(
          event,
          (listeners.get(event) ?? []).filter((each) => each !== own),
        )
      }
    },
    has: (event) => (listeners.get(event)?.length ?? 0) > 0,
    emit: (event, payload) => {
      for (const listener of listeners.get(event) ?? []) attempt(() => listener(payload as never))
    },
    errors: () => errors,
  }
}
