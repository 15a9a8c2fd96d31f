import type { CounterSpec, SubjectSpec } from '../counters/store.ts'
import { createNaiveCounter, type NaiveCounter, type TimedCounter } from './naive-counter.ts'

/** The state of a counter of a key. */
export interface NaiveState {
  readonly spec: CounterSpec
  /** Undefined for places at once. */
  readonly counter: NaiveCounter | undefined
  /** When the block ends; a past instant if there is none. */
  readonly blockEndsMs: number
}

interface NaiveRow {
  /** Time of the last request. */
  timeMs: number
  readonly states: Map<string, NaiveState>
}

/** Places at once that a request holds. */
interface NaiveHolder {
  readonly counter: string
  readonly key: string
  readonly lease: string | undefined
  readonly places: number
}

/** A subject spec, the rows of its keys, and who holds places at once. */
export interface NaiveSubject {
  spec: SubjectSpec
  readonly rows: Map<string, NaiveRow>
  holders: readonly NaiveHolder[]
}

/** A blank counter; undefined for places at once. */
export function newCounter(spec: CounterSpec): NaiveCounter | undefined {
  return spec.algorithm === 'at-once' ? undefined : createNaiveCounter(spec)
}

/** A copy of rows with a new spec: counters in both are kept, except those with another period or a change between bucket and list. */
export function carryRows(rows: ReadonlyMap<string, NaiveRow>, subject: SubjectSpec): Map<string, NaiveRow> {
  const carried = new Map<string, NaiveRow>()
  for (const [key, row] of rows) {
    const copy: NaiveRow = { timeMs: row.timeMs, states: new Map() }
    for (const spec of subject.counters) {
      const kept = row.states.get(spec.identity)
      if (kept === undefined || !continues(kept.spec, spec)) continue
      const counter = kept.counter?.resized(spec as TimedCounter, row.timeMs)
      const leftMs = Math.min(kept.blockEndsMs - row.timeMs, spec.blockMs ?? 0)
      copy.states.set(spec.identity, { spec, counter, blockEndsMs: row.timeMs + leftMs })
    }
    carried.set(key, copy)
  }
  return carried
}

/** The holders of places at once that a new spec keeps. */
export function carryHolders(earlier: NaiveSubject | undefined, { counters }: SubjectSpec): readonly NaiveHolder[] {
  if (earlier === undefined) return []
  return earlier.holders.filter(({ counter }) =>
    counters.some(({ identity, algorithm }) => identity === counter && algorithm === 'at-once'),
  )
}

/** Whether the counts of a counter go on in another of the same identity. */
function continues(one: CounterSpec, other: CounterSpec): boolean {
  switch (one.algorithm) {
    case 'log':
    case 'ring':
      return (other.algorithm === 'log' || other.algorithm === 'ring') && other.periodMs === one.periodMs
    case 'gcra':
      return other.algorithm === 'gcra' && other.periodMs === one.periodMs
    case 'calendar':
      return other.algorithm === 'calendar' && other.unit === one.unit && other.zone === one.zone
    case 'at-once':
      return other.algorithm === 'at-once'
  }
}
