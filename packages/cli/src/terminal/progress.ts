import type { Io } from '../io.ts'

/** A line of progress on standard error. */
export interface Progress {
  /** Shows a text, at most ten times per second, after the work has taken one second; shows nothing without a terminal. */
  readonly show: (text: () => string) => void
  /** Removes the line. */
  readonly end: () => void
}

const quietMs = 1_000
const pauseMs = 100

/** Creates the progress of work that begins now. It shows nothing if standard error is not a terminal. */
export function createProgress(io: Pick<Io, 'err' | 'interactive' | 'columns' | 'nowMs'>): Progress {
  const startMs = io.nowMs()
  let shownMs: number | undefined
  return {
    show: (text) => {
      if (!io.interactive) return
      const nowMs = io.nowMs()
      if (nowMs - startMs < quietMs || (shownMs !== undefined && nowMs - shownMs < pauseMs)) return
      shownMs = nowMs
      io.err(`\r\u001b[K${text().slice(0, io.columns - 1)}`)
    },
    end: () => {
      if (shownMs !== undefined) io.err('\r\u001b[K')
    },
  }
}
