import type { LogFields } from '@tidegate/engine'

/** A message about the same thing is written at most this often. */
const repeatMs = 60_000

type Warn = (fields: LogFields, message: string) => void

/** Warnings of which those about the same thing are written at most once a minute. */
export interface RareWarnings {
  /** Writes a warning, with the number of those about the same thing that were not written before; returns whether it is written. MUST get few values of `about`. */
  readonly warn: (about: string, fields: LogFields, message: string) => boolean
  /** Writes the last of those that were not written yet, with their number. */
  readonly flush: () => void
}

/** Creates rare warnings; nothing has been written yet. */
export function createRareWarnings(warn: Warn, nowMs: () => number): RareWarnings {
  const written = new Map<string, { atMs: number; unwritten: number; fields: LogFields; message: string }>()
  return {
    warn: (about, fields, message) => {
      const last = written.get(about)
      if (last !== undefined && nowMs() - last.atMs < repeatMs) {
        Object.assign(last, { unwritten: last.unwritten + 1, fields, message })
        return false
      }
      const unwritten = last?.unwritten ?? 0
      written.set(about, { atMs: nowMs(), unwritten: 0, fields, message })
      warn(unwritten === 0 ? fields : { ...fields, unwritten }, message)
      return true
    },
    flush: () => {
      for (const last of written.values()) {
        if (last.unwritten > 0) warn({ ...last.fields, unwritten: last.unwritten - 1 }, last.message)
        last.unwritten = 0
      }
    },
  }
}
