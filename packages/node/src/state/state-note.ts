import type { Gate, GateOptions } from '@tidegate/engine'

/** A warning of a state folder, as a gate emits it. */
export interface StateWarning {
  readonly code: 'state-unusable' | 'state-failed' | 'state-taken'
  readonly message: string
}

/** What operators have to know about a state folder: a warning, or that the counters in it are continued. */
export type StateNote =
  | ({ readonly kind: 'warning' } & StateWarning)
  | { readonly kind: 'continued'; readonly path: string; readonly elapsedMs: number }

/** Reports a note to the listeners and the log of a gate; `subjects` is how many the counters know. */
export function reportNote(gate: Gate, logger: GateOptions['logger'], note: StateNote, subjects: number): void {
  switch (note.kind) {
    case 'warning':
      gate.warn({ code: note.code, message: note.message })
      return
    case 'continued': {
      if (logger === undefined || logger === null || logger === false) return
      const { path, elapsedMs } = note
      logger.info({ subjects, elapsedMs }, `continuing with the counters of the last process: \`${path}\``)
    }
  }
}
