import { readFileSync, renameSync } from 'node:fs'
import { type CounterSnapshot, readCounterSnapshot } from '@tidegate/engine'
import { type Instant, readInstant } from './elapsed-since.ts'
import { readParts } from './snapshot-file.ts'

/** The counters of a file; `none` if it does not exist; or why those in it cannot be used. */
export type ReadCounters =
  | { readonly kind: 'counters'; readonly snapshot: CounterSnapshot; readonly at: Instant; readonly bytes: number }
  | { readonly kind: 'none' }
  | { readonly kind: 'unusable'; readonly message: string }

/** Reads the file of counters of a state folder. Never throws. */
export function readCounters(path: string): ReadCounters {
  let bytes: Uint8Array
  try {
    bytes = readFileSync(path)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    return code === 'ENOENT' ? { kind: 'none' } : { kind: 'unusable', message }
  }
  const parts = readParts(bytes)
  if (parts === undefined) return { kind: 'unusable', message: 'it is damaged, or another kind of file' }
  const [first, ...others] = parts
  const at = first === undefined ? undefined : instantOf(first)
  if (at === undefined) return { kind: 'unusable', message: 'it does not say when it was written' }
  const read = readCounterSnapshot(others)
  return read.kind === 'unusable' ? read : { kind: 'counters', snapshot: read.snapshot, at, bytes: bytes.length }
}

function instantOf(part: Uint8Array): Instant | undefined {
  try {
    return readInstant(JSON.parse(new TextDecoder().decode(part)))
  } catch {
    return undefined
  }
}

/** Renames a file that cannot be used, so that the next one does not replace it; best effort. */
export function setAside(path: string): void {
  try {
    renameSync(path, `${path}.unusable`)
  } catch {
    // It is replaced then.
  }
}
