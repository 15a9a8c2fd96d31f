import type { Io } from '../io.ts'

/** A line on standard error that says what is being done. */
export interface Progress {
  /** Shows a text, at most ten times a second, once the work has taken a second; nothing where nobody looks. */
  readonly show: (text: () => string) => void
  /** Takes the line away. */
  readonly end: () => void
}

const quietMs = 1_000
const pauseMs = 100

/** Progress of work that begins now. Nothing is ever drawn where standard error is no terminal. */
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
