import { HeldPlaces } from './held-places.ts'
import { createOperatorBlocks } from './operator-blocks.ts'
import type { CounterSnapshot } from './read-snapshot.ts'
import { layRow } from './row-layout.ts'
import type { Charge, Consumed, CounterLayout, CounterRef, CounterStore } from './store.ts'
import { createStoreTime, type TimeStart } from './store-time.ts'
import { SubjectTable } from './subject-table.ts'
import { createTableStore, sumStats } from './table-store.ts'
import { writeSnapshot } from './write-snapshot.ts'

/** Number of subjects that a memory store has room for, for each subject spec, if the options do not say otherwise. */
export const defaultCapacity = 100_000
/** Maximum of `capacity`. */
export const maxCapacity = 100_000_000

/** Options of a memory store. */
export interface MemoryStoreOptions {
  /**
   * Number of subjects that are kept for each subject spec before subjects that are not over a limit are evicted. Default 100,000. Memory grows
   * with use up to `1.36 * rowBytes(subject)` for each subject: a hundred thousand rows take 10.5 MB with one log of 16, and 8.4 MB with one ring
   * of 200.
   */
  readonly capacity?: number
  /** Returns whole numbers of 32 random bits for the secret key of the hash of subjects. Default: the platform's secure generator. */
  readonly random?: () => number
  /** The counters with which the store begins; with them, `random` is not called. Default none. */
  readonly restored?: RestoredCounters
}

/** Counters of an earlier process, and how much later it is now. */
export interface RestoredCounters {
  readonly snapshot: CounterSnapshot
  /** Milliseconds since the snapshot was begun; less than 0 counts as 0, so that no place becomes free early. */
  readonly elapsedMs: number
  /** The present reading of the clock whose readings the store is given. */
  readonly nowMs: number
}

/** A synchronous counter store, created by `createMemoryStore`. */
export interface MemoryStore extends CounterStore {
  consume(charges: readonly Charge[], nowMs: number): Consumed
  peek(charges: readonly Charge[], nowMs: number): Consumed
  settle(charges: readonly Charge[], nowMs: number): void
  reset(counters: readonly CounterRef[], nowMs: number): void
  block(counters: readonly CounterRef[], forMs: number, nowMs: number): boolean
  release(charges: readonly Charge[], nowMs: number): void
  /**
   * Returns all counters, except places at once, as bytes in parts: what `readCounterSnapshot` reads. Between two parts the store may be used: a part
   * contains what was counted until it was made, and what is counted after the first part may be missing. A part has at most 512 subjects.
   */
  snapshot(nowMs: number): Generator<Uint8Array<ArrayBuffer>, void>
  close(): void
}

/**
 * Creates counters in this process's memory, which is bounded for any traffic: one table of typed arrays per subject spec.
 *
 * Work per call is bounded by its charges, except when a table grows: a part of at most 8,192 slots is rebuilt at a time. If a table is full,
 * expired rows are reused first, then rows that are not over a limit are evicted (`evictions`); a row over its limit is never evicted. If all slots
 * for a key contain such rows, those of a network with many of them are joined to one row of the network. It is as strict as each of them, and is
 * used for all keys of the network that have no row (`overflows`). If there is no such network, the key is counted on the row of its own network,
 * or on a row shared by all keys of that kind. After a change of layout, counters with the same subject, identity and period keep their counts,
 * except that buckets and other algorithms do not take over each other's counts; parts of a table are rebuilt when they are next used. With
 * another `tag` all counts start from zero.
 *
 * Places `at once` are counted exactly, outside these tables, for as long as requests hold them: about 300 bytes for each such request. If more than
 * `capacity` subjects hold some, further ones share one count until nothing is counted on it (`overflow`).
 *
 * Time is counted in whole milliseconds and never decreases: a step back of `nowMs` counts as no time.
 * Throws `RangeError` for a capacity that is not a whole number from 1 to 100 million.
 */
export function createMemoryStore(options: MemoryStoreOptions = {}): MemoryStore {
  const { capacity = defaultCapacity, random = secureRandom, restored } = options
  if (!Number.isInteger(capacity) || capacity < 1 || capacity > maxCapacity) {
    throw new RangeError(`capacity must be a whole number from 1 to 100,000,000, not ${capacity}`)
  }
  const secret: readonly [number, number] = restored?.snapshot.secret ?? [random() >>> 0, random() >>> 0]
  const time = createStoreTime(restored === undefined ? undefined : startOf(restored))
  let tag = ''
  let generation = 0
  let tablesByIdentity = new Map<string, SubjectTable>()
  let tables: readonly SubjectTable[] = []
  let current: CounterLayout = { tag, subjects: [] }

  const counting = createTableStore(secret, time, createOperatorBlocks(restored?.snapshot.blocks))

  const store: MemoryStore = {
    layout(layout: CounterLayout) {
      const former = layout.tag === tag ? tablesByIdentity : new Map<string, SubjectTable>()
      const rowLayouts = layout.subjects.map((subject) =>
        layRow(subject, generation + 1, former.get(subject.identity)?.layout, () => new HeldPlaces(capacity)),
      )
      // All subjects are laid out, which may throw, before anything is changed.
      generation++
      tag = layout.tag
      current = layout
      tables = layout.subjects.map((subject, i) => {
        const table = former.get(subject.identity)
        table?.relay(rowLayouts[i]!)
        return table ?? new SubjectTable(rowLayouts[i]!, capacity)
      })
      tablesByIdentity = new Map(layout.subjects.map((subject, i) => [subject.identity, tables[i]!]))
      counting.use(layout, tables)
    },
    ...counting.calls,
    snapshot: (nowMs) => {
      const now = time.read(nowMs, false)
      return writeSnapshot({ secret, storeMs: now, layout: current, blocks: counting.blocks.entries(now), tables })
    },
    stats: () => sumStats(tables, capacity),
    // WHY nothing: a server may still be answering requests when its gate is closed, and they are decided as before.
    close() {},
  }
  if (restored !== undefined) {
    store.layout(restored.snapshot.layout)
    restored.snapshot.restore(tables, time.read(restored.nowMs, false))
  }
  return store
}

function startOf({ snapshot, elapsedMs, nowMs }: RestoredCounters): TimeStart {
  return { storeMs: snapshot.storeMs + Math.max(0, Math.floor(elapsedMs) || 0), nowMs }
}

function secureRandom(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0]!
}
