import type { KeyValue } from '@tidegate/model'
import { totalRow } from './fixed-rows.ts'
import { createKeyHash } from './hash-key.ts'
import { isEnforced, settleCharge, takeCharge, waitMs } from './make-charge.ts'
import type { CounterSnapshot } from './read-snapshot.ts'
import { layRow, type PlacedCounter } from './row-layout.ts'
import { createStoreTime, type TimeStart } from './store-time.ts'
import { createOperatorBlocks } from './operator-blocks.ts'
import type { Charge, Consumed, CounterLayout, CounterRef, CounterStats, CounterStore, Reading } from './store.ts'
import { SubjectTable } from './subject-table.ts'
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
  const words = secret.values()
  const hashKey = createKeyHash(() => words.next().value!)
  const fingerprint = new Uint32Array(2)
  const time = createStoreTime(restored === undefined ? undefined : startOf(restored))
  let tag = ''
  let generation = 0
  let calls = 0
  let tablesByIdentity = new Map<string, SubjectTable>()
  let tables: readonly SubjectTable[] = []
  let waits = new Float64Array(16)
  let current: CounterLayout = { tag, subjects: [] }
  const blocks = createOperatorBlocks(restored?.snapshot.blocks)

  function open(charge: CounterRef, nowMs: number, dry: boolean): SubjectTable {
    const table = tables[charge.subject]
    if (table === undefined) throw new RangeError(`no subject ${charge.subject} in the layout`)
    if (table.layout.counters[charge.counter] === undefined) {
      throw new RangeError(`no counter ${charge.counter} in subject ${charge.subject} of the layout`)
    }
    if (table.call === calls) return table
    table.call = calls
    openRow(table, charge.key, nowMs, dry)
    return table
  }

  function openRow(table: SubjectTable, key: readonly KeyValue[], nowMs: number, dry: boolean): void {
    if (key.length === 0) {
      table.openFixed(totalRow, nowMs, dry)
      return
    }
    hashKey(key, fingerprint)
    table.open(fingerprint[0]! | 0, fingerprint[1]! | 0, nowMs, dry)
  }

  function judge(charges: readonly Charge[], nowMs: number, dry: boolean): Consumed {
    calls++
    const only = charges[0]
    // WHY: many requests are charged to a single limit; for these, two loops and a growing list would take a tenth longer if the row is in the
    // cache.
    if (only !== undefined && charges.length === 1) {
      const table = open(only, nowMs, dry)
      const counter = table.layout.counters[only.counter]!
      const foundMs = waitMs(table, counter, only)
      const admitted = foundMs === 0 || !isEnforced(only)
      return { admitted, readings: [takeCharge(table, counter, only, admitted, foundMs, dry)] }
    }
    if (waits.length < charges.length) waits = new Float64Array(charges.length)
    let refused = false
    for (let i = 0; i < charges.length; i++) {
      const charge = charges[i]!
      const table = open(charge, nowMs, dry)
      waits[i] = waitMs(table, table.layout.counters[charge.counter]!, charge)
      if (waits[i]! > 0 && isEnforced(charge)) refused = true
    }
    const admitted = !refused
    // WHY: lists of a known length; two limits for a request are usual.
    const readings =
      charges.length === 2
        ? [taken(charges[0]!, admitted, 0, dry), taken(charges[1]!, admitted, 1, dry)]
        : charges.map((charge, i) => taken(charge, admitted, i, dry))
    return { admitted, readings }
  }

  function taken(charge: Charge, admitted: boolean, i: number, dry: boolean): Reading {
    const table = tables[charge.subject]!
    return takeCharge(table, table.layout.counters[charge.counter]!, charge, admitted, waits[i]!, dry)
  }

  function judgeUnlessBlocked(charges: readonly Charge[], nowMs: number, dry: boolean): Consumed {
    const blocked =
      blocks.size === 0
        ? undefined
        : blocks.judge(charges, current, nowMs, (uncharged) => judge(uncharged, nowMs, true))
    return blocked ?? judge(charges, nowMs, dry)
  }

  const store: MemoryStore = {
    layout(layout: CounterLayout) {
      const former = layout.tag === tag ? tablesByIdentity : new Map<string, SubjectTable>()
      const rowLayouts = layout.subjects.map((subject) =>
        layRow(subject, generation + 1, former.get(subject.identity)?.layout, capacity),
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
    },
    consume: (charges, nowMs) => judgeUnlessBlocked(charges, time.read(nowMs, false), false),
    peek: (charges, nowMs) => judgeUnlessBlocked(withoutLeases(charges), time.read(nowMs, true), true),
    settle(charges, nowMs) {
      calls++
      const now = time.read(nowMs, false)
      for (const charge of charges) {
        const table = open(charge, now, false)
        settleCharge(table, table.layout.counters[charge.counter]!, charge)
      }
    },
    release(charges) {
      for (const charge of charges) {
        const counter = tables[charge.subject]?.layout.counters[charge.counter]
        counter?.held?.release(charge, Math.min(charge.places, counter.count))
      }
    },
    reset(counters, nowMs) {
      calls++
      const now = time.read(nowMs, false)
      for (const counter of counters) {
        const table = open(counter, now, false)
        blankCounter(table, table.layout.counters[counter.counter]!)
      }
      blocks.block(counters, 0, current, now)
    },
    block: (counters, forMs, nowMs) => blocks.block(counters, forMs, current, time.read(nowMs, false)),
    snapshot: (nowMs) => {
      const now = time.read(nowMs, false)
      return writeSnapshot({ secret, storeMs: now, layout: current, blocks: blocks.entries(now), tables })
    },
    stats: () => sumStats(tables, capacity),
    close() {
      tables = []
      tablesByIdentity = new Map()
    },
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

function withoutLeases(charges: readonly Charge[]): readonly Charge[] {
  if (!charges.some(({ lease }) => lease !== undefined)) return charges
  return charges.map(({ lease: _, ...charge }) => charge)
}

/** WHY without `settle`: a subject without a row has the blank one, which stays blank. */
function blankCounter(table: SubjectTable, counter: PlacedCounter): void {
  const at = table.at + counter.offset
  table.cells.words.fill(0, at >> 2, (at + counter.kernel.stateBytes(counter)) >> 2)
}

function sumStats(tables: readonly SubjectTable[], capacity: number): CounterStats {
  const sum = (value: (table: SubjectTable) => number): number =>
    tables.reduce((total, table) => total + value(table), 0)
  const held = tables.flatMap(({ layout }) => layout.counters.flatMap((counter) => counter.held ?? []))
  return {
    subjects: sum((table) => table.rows),
    capacity: capacity * tables.length,
    bytes: sum((table) => table.bytes()),
    maxBytes: sum((table) => table.maxBytes()),
    evictions: sum((table) => table.evictions),
    overflows: sum((table) => table.overflows),
    ...(held.length > 0 && { placesHeld: held.reduce((total, { total: places }) => total + places, 0) }),
  }
}

function secureRandom(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0]!
}
