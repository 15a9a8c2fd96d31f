import type { CarriedState, CounterSpec } from '@tidegate/engine'
import { longestPeriodMs } from './charge-fields.ts'

const subPeriods = 32

/** A state of a row, as the script writes it: numbers and a letter. */
export type RowState = readonly string[]

/** The times that a state is read with, by the server's clock. */
interface RowTimes {
  readonly nowMs: number
  /** When the row was last used. */
  readonly usedMs: number
}

/** What a state says at `nowMs`; undefined if it is blank. */
export function readRowState(
  state: RowState,
  spec: CounterSpec,
  { nowMs, usedMs }: RowTimes,
): CarriedState | undefined {
  const [endText, kind = '', ...texts] = state
  const endMs = Number(endText)
  const numbers = texts.map(Number)
  if (!(endMs > nowMs)) return undefined
  switch (kind) {
    case 'b': {
      const forMs = usedMs + Math.min(endMs - usedMs, spec.blockMs ?? 0) - nowMs
      return forMs > 0 ? { kind: 'blocked', forMs } : undefined
    }
    case 'l':
    case 'r': {
      if (!('periodMs' in spec)) return undefined
      const { periodMs } = spec
      const newestMs = endMs - periodMs
      return placesOf(kind === 'l' ? ofLog(numbers, newestMs) : ofRing(numbers, newestMs, periodMs), periodMs, nowMs)
    }
    case 'g': {
      if (spec.algorithm !== 'gcra') return undefined
      const [setMs = 0, backlog = 0, count = 1] = numbers
      // Until the row was last used the bucket had its former count.
      const atMs = Math.max(setMs, usedMs)
      const then = Math.min(drained(backlog, atMs - setMs, count), (spec.burst ?? 1) * spec.periodMs)
      const left = drained(then, nowMs - atMs, spec.count)
      return left > 0 ? { kind: 'bucket', backlog: left } : undefined
    }
    case 'c': {
      const [startMs = 0, periodEndMs = 0, places = 0] = numbers
      return { kind: 'period', startMs, endsInMs: Math.max(0, periodEndMs - nowMs), places }
    }
    default:
      return undefined
  }
}

function ofLog(ages: readonly number[], newestMs: number): readonly (readonly [number, number])[] {
  return ages.map((age) => [newestMs - age, 1])
}

/** WHY the end of a sub-period: it is the latest instant at which its places can have been taken. */
function ofRing(counts: readonly number[], newestMs: number, periodMs: number): readonly (readonly [number, number])[] {
  const newest = Math.floor((newestMs * subPeriods) / periodMs)
  return counts.flatMap((count, i) =>
    count > 0 ? [[Math.min(newestMs, Math.ceil(((newest - i + 1) * periodMs) / subPeriods) - 1), count] as const] : [],
  )
}

function placesOf(
  taken: readonly (readonly [number, number])[],
  periodMs: number,
  nowMs: number,
): CarriedState | undefined {
  const places: [number, number][] = []
  for (const [instant, count] of taken) {
    const ageMs = nowMs - instant
    if (ageMs >= periodMs) break
    const last = places.at(-1)
    if (last !== undefined && last[0] === ageMs) last[1] += count
    else places.push([ageMs, count])
  }
  return places.length > 0 ? { kind: 'places', places } : undefined
}

function drained(backlog: number, ms: number, count: number): number {
  return Math.max(0, backlog - Math.max(0, ms) * count)
}

/** A state as the script that joins rows reads it; empty for none. */
export function joinField(state: CarriedState | undefined, spec: CounterSpec): string {
  if (state === undefined || spec.algorithm === 'at-once') return ''
  switch (state.kind) {
    case 'places':
      return `w ${state.places.flat().join(' ')}`
    case 'bucket':
      return `g ${state.backlog}`
    case 'period': {
      const longest = spec.algorithm === 'calendar' ? longestPeriodMs[spec.unit] : 0
      return `c ${state.startMs} ${Math.min(state.endsInMs, longest)} ${state.places}`
    }
    case 'blocked':
      return `b ${state.forMs}`
  }
}
