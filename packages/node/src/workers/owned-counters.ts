import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { elapsedSince, instantNow } from '../state/elapsed-since.ts'
import { readCounters } from '../state/read-counters.ts'
import { replaceFile } from '../state/snapshot-file.ts'
import { shortDigest } from './owner-sockets.ts'
import { SharedCounters } from './shared-counters.ts'
import type { LayoutMessage } from './worker-message.ts'

/** Milliseconds without workers after which counters are forgotten. */
export const idleMs = 10_000
/** Many counters are written less often, so that no more bytes than this are written per millisecond. */
const bytesPerMs = 16 * 1_024
const prefix = 'counters-'

interface Owned {
  readonly counters: SharedCounters
  readonly path: string
  /** `SharedCounters.changes` when they were written last. */
  written: number
  nextWriteMs: number
  idleSince: number | undefined
}

/**
 * All counters of an owner: one table for each tag of a layout. They are written to files in its folder, from which the next owner continues if this one is
 * killed; a file that cannot be read or written is as if there were none.
 */
export class OwnedCounters {
  readonly #byTag = new Map<string, Owned>()
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  /** The counters that a worker means; those of the former owner, if they are not known yet. */
  of({ layout, capacity, isCallersClock }: LayoutMessage): SharedCounters {
    const known = this.#byTag.get(layout.tag)
    if (known !== undefined) return known.counters
    const path = join(this.#folder, `${prefix}${shortDigest(layout.tag)}`)
    // WHY not with the clock of callers: time between two owners is measured by their own.
    const read = isCallersClock === true ? undefined : readCounters(path)
    const nowMs = performance.now()
    const counters = new SharedCounters({
      ...(capacity !== undefined && { capacity }),
      ...(read?.kind === 'counters' && {
        restored: { snapshot: read.snapshot, elapsedMs: elapsedSince(read.at, instantNow(Date.now())), nowMs },
      }),
    })
    const nextWriteMs = isCallersClock === true ? Infinity : nowMs
    this.#byTag.set(layout.tag, { counters, path, written: 0, nextWriteMs, idleSince: undefined })
    return counters
  }

  /** Forgets counters that no worker has used for a while, and writes those that have changed. Never rejects. */
  async keep(): Promise<void> {
    const nowMs = performance.now()
    for (const [tag, owned] of this.#byTag) {
      if (owned.counters.workers > 0) owned.idleSince = undefined
      else owned.idleSince ??= nowMs
      if (owned.idleSince !== undefined && nowMs - owned.idleSince >= idleMs) {
        this.#byTag.delete(tag)
        rmSync(owned.path, { force: true })
      } else if (owned.counters.changes !== owned.written && nowMs >= owned.nextWriteMs) await write(owned)
    }
  }

  /** Removes all files: the counters end with this process. */
  remove(): void {
    for (const name of readdirSync(this.#folder))
      if (name.startsWith(prefix)) rmSync(join(this.#folder, name), { force: true })
  }
}

async function write(owned: Owned): Promise<void> {
  const { counters, path } = owned
  const { changes } = counters
  try {
    const bytes = await replaceFile(path, partsOf(counters))
    owned.written = changes
    owned.nextWriteMs = performance.now() + bytes / bytesPerMs
  } catch {
    // WHY nothing else: the counters are right in memory, this process has no log, and the next second is another try.
  }
}

function* partsOf({ store }: SharedCounters): Generator<Uint8Array, void> {
  yield new TextEncoder().encode(JSON.stringify(instantNow(Date.now())))
  yield* store.snapshot(performance.now())
}
