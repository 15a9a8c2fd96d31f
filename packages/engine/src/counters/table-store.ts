import type { KeyValue } from '@tidegate/model'
import { totalRow } from './fixed-rows.ts'
import { createKeyHash } from './hash-key.ts'
import { isEnforced, settleCharge, takeCharge, waitMs } from './make-charge.ts'
import type { OperatorBlocks } from './operator-blocks.ts'
import type { PlacedCounter } from './row-layout.ts'
import type { Charge, Consumed, CounterLayout, CounterRef, CounterStats, Reading } from './store.ts'
import type { StoreTime } from './store-time.ts'
import type { SubjectTable } from './subject-table.ts'

/** The calls of `CounterStore` that count, as functions that return values. */
export interface TableCalls {
  readonly consume: (charges: readonly Charge[], nowMs: number) => Consumed
  readonly peek: (charges: readonly Charge[], nowMs: number) => Consumed
  readonly settle: (charges: readonly Charge[], nowMs: number) => void
  readonly release: (charges: readonly Charge[]) => void
  readonly reset: (counters: readonly CounterRef[], nowMs: number) => void
  readonly block: (counters: readonly CounterRef[], forMs: number, nowMs: number) => boolean
}

/** What counts in the tables of a layout. */
export interface TableStore {
  readonly calls: TableCalls
  /** Sets the tables of the subjects of a layout, and the blocks of operators if they are others. */
  readonly use: (layout: CounterLayout, tables: readonly SubjectTable[], blocks?: OperatorBlocks) => void
  readonly blocks: OperatorBlocks
}

/** Creates what counts in tables, wherever their memory is. `secret` is the key of the hash of subjects. */
export function createTableStore(
  secret: readonly [number, number],
  time: StoreTime,
  initialBlocks: OperatorBlocks,
): TableStore {
  const words = secret.values()
  const hashKey = createKeyHash(() => words.next().value!)
  const fingerprint = new Uint32Array(2)
  let calls = 0
  let tables: readonly SubjectTable[] = []
  let waits = new Float64Array(16)
  let current: CounterLayout = { tag: '', subjects: [] }
  let blocks = initialBlocks

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

  const made: TableCalls = {
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
  }
  return {
    calls: made,
    use(layout, ofLayout, others = blocks) {
      current = layout
      tables = ofLayout
      blocks = others
    },
    get blocks() {
      return blocks
    },
  }
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

/** How full the tables of a store are, each of which has room for `capacity` subjects. */
export function sumStats(tables: readonly SubjectTable[], capacity: number): CounterStats {
  const sum = (value: (table: SubjectTable) => number): number =>
    tables.reduce((total, table) => total + value(table), 0)
  const held = tables.flatMap(({ layout }) => layout.counters.flatMap((counter) => counter.held ?? []))
  return {
    subjects: sum((table) => table.counts.rows),
    capacity: capacity * tables.length,
    bytes: sum((table) => table.bytes()),
    maxBytes: sum((table) => table.maxBytes()),
    evictions: sum((table) => table.counts.evictions),
    overflows: sum((table) => table.counts.overflows),
    ...(held.length > 0 && { placesHeld: held.reduce((total, { total: places }) => total + places, 0) }),
  }
}
