import type { GateEvents } from './gate-events.ts'

/** The listeners of a gate. */
export interface Events {
  readonly on: <E extends keyof GateEvents>(event: E, listener: (payload: GateEvents[E]) => void) => () => void
  readonly has: (event: keyof GateEvents) => boolean
  readonly emit: <E extends keyof GateEvents>(event: E, payload: GateEvents[E]) => void
  /** How often a listener or the logger threw, or a promise of theirs was rejected. */
  readonly errors: () => number
  /** Does what somebody else wrote: what it throws is counted, now or when it is a promise, and goes no further. */
  readonly attempt: (work: () => unknown) => void
}

/** No listeners yet. One that throws is counted and does not keep others from being called. */
export function createEvents(): Events {
  const listeners = new Map<keyof GateEvents, readonly ((payload: never) => unknown)[]>()
  let errors = 0

  function countError(): void {
    errors++
  }

  function attempt(work: () => unknown): void {
    try {
      const done = work()
      // WHY: a rejection that nobody handles ends the process, at the wish of whoever can bring the event about.
      if (done instanceof Promise) done.catch(countError)
    } catch {
      countError()
    }
  }

  return {
    attempt,
    on: (event, listener) => {
      // WHY: a copy, so that the same function given twice is two listeners, each removed by its own.
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
