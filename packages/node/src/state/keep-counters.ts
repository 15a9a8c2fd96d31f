import { join } from 'node:path'
import type { GateOptions } from '@tidegate/engine'
import { crc32 } from 'node:zlib'
import { atExit } from '../decision-log/at-exit.ts'
import { atSignal } from './at-signal.ts'
import { elapsedSince, type Instant, instantNow } from './elapsed-since.ts'
import { type HeldFolder, holdFolder } from './hold-folder.ts'
import { readCounters, type ReadCounters, setAside } from './read-counters.ts'
import { replaceFile, replaceFileNow } from './snapshot-file.ts'
import type { StateNote, StateWarning } from './state-note.ts'

/** Counters that are written to a state folder. */
export interface KeptCounters {
  readonly snapshot: () => Iterable<Uint8Array>
  /** Grows with each decision. */
  readonly changes: () => number
  readonly warn: (warning: StateWarning) => void
}

/** A state folder that was opened before its counters. */
export interface StateFolder {
  /** The counters of the last process; undefined if there are none that can be used. */
  readonly restored: GateOptions['restored']
  /** What operators have to know about it. */
  readonly notes: readonly StateNote[]
  /** Writes counters from now on. Returns what ends that, after a last time. */
  readonly keep: (counters: KeptCounters) => () => Promise<void>
  /** Gives the folder up without counters. */
  readonly release: () => void
}

/** How often counters are written, in milliseconds, if they are few. */
const everyMs = 1_000
/** Many counters are written less often, so that no more bytes than this are written per second. */
const bytesPerMs = 16 * 1_024

/**
 * Takes a state folder, and reads the counters in it. A file that cannot be used is set aside and reported by the gate, never fatal. Throws a `StateFolderError`
 * if another process uses the folder, or it cannot be written.
 */
export function openStateFolder(folder: string, wallMs: () => number): StateFolder {
  const path = join(folder, 'counters')
  const held = holdFolder(folder)
  const read = readCounters(path)
  if (read.kind === 'unusable') setAside(path)
  const elapsedMs = read.kind === 'counters' ? elapsedSince(read.at, instantNow(wallMs())) : 0
  return {
    restored: read.kind === 'counters' ? { snapshot: read.snapshot, elapsedMs } : undefined,
    notes: notesOf(read, path, elapsedMs),
    keep: (counters) => keepCounters(counters, path, held, wallMs),
    release: held.release,
  }
}

function notesOf(read: ReadCounters, path: string, elapsedMs: number): readonly StateNote[] {
  switch (read.kind) {
    case 'none':
      return []
    case 'unusable':
      return [
        {
          kind: 'warning',
          code: 'state-unusable',
          message: `the counters in \`${path}\` are not used, and all limits count from zero: ${read.message}; the file is kept as \`${path}.unusable\``,
        },
      ]
    case 'counters': {
      const { unsound, layout } = read.snapshot
      const damaged: StateNote = {
        kind: 'warning',
        code: 'state-unusable',
        message: `${unsound} counters in \`${path}\` are damaged and start from zero`,
      }
      const continued: StateNote = { kind: 'continued', path, elapsedMs: Math.round(elapsedMs) }
      return [...(unsound > 0 ? [damaged] : []), ...(layout.tag === '' ? [] : [continued])]
    }
  }
}

function keepCounters(
  counters: KeptCounters,
  path: string,
  held: HeldFolder,
  wallMs: () => number,
): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> = Promise.resolve()
  let isEnded = false
  let decided = -1
  let written = ''

  function* parts(): Generator<Uint8Array, void> {
    const now: Instant = instantNow(wallMs())
    yield new TextEncoder().encode(JSON.stringify(now))
    yield* counters.snapshot()
  }

  /** Whether the counters are the same as when they were written: then the disk is left alone. */
  async function isSame(): Promise<boolean> {
    const changes = counters.changes()
    if (changes !== decided) {
      decided = changes
      return false
    }
    const sums: number[] = []
    for (const part of counters.snapshot()) {
      // The first part contains the time.
      sums.push(crc32(sums.length === 0 ? withoutTime(part) : part))
      await new Promise(setImmediate)
    }
    const text = sums.join()
    if (text === written) return true
    written = text
    return false
  }

  async function write(): Promise<void> {
    let bytes = 0
    try {
      if (!(await isSame()) && stillOurs()) bytes = await replaceFile(path, parts())
    } catch (error) {
      // WHY: the next second tries again, also without a further decision.
      decided = -1
      failed(error)
    }
    if (!isEnded) wait(Math.max(everyMs, bytes / bytesPerMs))
  }

  function wait(ms: number): void {
    timer = setTimeout(() => {
      writing = write()
    }, ms).unref()
  }

  function writeNow(): void {
    try {
      if (stillOurs()) replaceFileNow(path, parts())
      held.release()
    } catch (error) {
      failed(error)
    }
  }

  function stillOurs(): boolean {
    if (held.isOurs()) return true
    end()
    counters.warn({
      code: 'state-taken',
      message: `another process has taken the state folder of \`${path}\`, or it was removed: the counters of this one are no longer saved; give every process a folder of its own`,
    })
    return false
  }

  function failed(error: unknown): void {
    counters.warn({
      code: 'state-failed',
      message: `the counters cannot be written to \`${path}\`, and will be lost when the process ends: ${(error as Error).message}`,
    })
  }

  function end(): void {
    isEnded = true
    clearTimeout(timer)
    for (const forget of forgets) forget()
  }

  const forgets = [atExit(writeNow), atSignal(writeNow)]
  wait(everyMs)
  return async () => {
    if (isEnded) return
    end()
    await writing
    try {
      if (stillOurs()) await replaceFile(path, parts())
    } catch (error) {
      failed(error)
    }
    held.release()
  }
}

function withoutTime(header: Uint8Array): string {
  return new TextDecoder().decode(header).replace(/"storeMs":\d+/u, '')
}
