import type { LogFields } from '@tidegate/engine'

/** A message about the same thing is written at most this often. */
const repeatMs = 60_000

type Warn = (fields: LogFields, message: string) => void

/** Writes a warning about the same thing at most once a minute, with the number of those that were not written. */
export function createRareWarnings(
  warn: Warn,
  nowMs: () => number,
): (about: string, fields: LogFields, message: string) => void {
  const written = new Map<string, { atMs: number; unwritten: number }>()
  return (about, fields, message) => {
    const last = written.get(about)
    if (last !== undefined && nowMs() - last.atMs < repeatMs) {
      last.unwritten++
      return
    }
    const unwritten = last?.unwritten ?? 0
    written.set(about, { atMs: nowMs(), unwritten: 0 })
    warn(unwritten === 0 ? fields : { ...fields, unwritten }, message)
  }
}
