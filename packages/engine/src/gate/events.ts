import type { GateEvents } from './gate.ts'

/** The listeners of a gate. */
export interface Events {
  readonly on: <E extends keyof GateEvents>(event: E, listener: (payload: GateEvents[E]) => void) => () => void
  readonly has: (event: keyof GateEvents) => boolean
  readonly emit: <E extends keyof GateEvents>(event: E, payload: GateEvents[E]) => void
  /** How often a listener threw. */
  readonly errors: () => number
}

/** No listeners yet. One that throws is counted and does not keep others from being called. */
export function createEvents(): Events {
  const listeners = new Map<keyof GateEvents, readonly ((payload: never) => void)[]>()
  let errors = 0
  return {
    on: (event, listener) => {
      // WHY: a copy, so that the same function given twice is two listeners, each removed by its own.
      const own = (payload: never): void => listener(payload)
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
      for (const listener of listeners.get(event) ?? []) {
        try {
          listener(payload as never)
        } catch {
          errors++
        }
      }
    },
    errors: () => errors,
  }
}
