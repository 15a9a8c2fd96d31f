import { blockBytes, blockLeftMs } from './blocking.ts'
import type { Cells } from './cells.ts'
import { kernelOf } from './kernel-of.ts'
import { log } from './log.ts'
import { placesOfRing } from './ring.ts'
import type { PlacedCounter } from './row-layout.ts'
import type { CounterSpec } from './store.ts'

/**
 * What a counter has counted, in terms that do not depend on a store and its clock, so that it can be carried from one store to another. In another store
 * it admits at most what it would have admitted in its own: where that rounds, it rounds towards a longer wait.
 */
export type CarriedState =
  /** Of sliding periods: places by their age, newest first. A place is free again when its age is the period. */
  | { readonly kind: 'places'; readonly places: readonly (readonly [ageMs: number, places: number])[] }
  /** Of buckets: the places that have not drained yet, times the period in milliseconds. Each millisecond drains the count. */
  | { readonly kind: 'bucket'; readonly backlog: number }
  /** Of calendar periods: the places taken in the period that began at `startMs` by the wall clock. */
  | { readonly kind: 'period'; readonly startMs: number; readonly endsInMs: number; readonly places: number }
  /** The limit blocks the client (`then block for`), and is blank after that. */
  | { readonly kind: 'blocked'; readonly forMs: number }

/** The state of a counter of a row at `nowMs`, the instant of the row; undefined if it is blank. */
export function readState(
  cells: Cells,
  rowAt: number,
  counter: PlacedCounter,
  nowMs: number,
): CarriedState | undefined {
  const { algorithm, blockMs, offset, count } = counter
  const start = rowAt + offset
  const forMs = blockMs > 0 ? blockLeftMs(cells, start) : 0
  if (forMs > 0) return { kind: 'blocked', forMs }
  const at = blockMs > 0 ? start + blockBytes : start
  switch (algorithm) {
    case 'log':
      return placesState(
        log.newest!(cells, at, counter, nowMs, count).map((instant) => [instant, 1] as const),
        nowMs,
      )
    case 'ring':
      return placesState(placesOfRing(cells, at, counter, nowMs), nowMs)
    case 'gcra': {
      const backlog = cells.doubles[at >> 3]!
      return backlog > 0 ? { kind: 'bucket', backlog } : undefined
    }
    case 'calendar': {
      const places = cells.words[(at >> 2) + 4]!
      const [startMs, endsInMs] = [cells.doubles[at >> 3]!, cells.doubles[(at >> 3) + 1]!]
      return places > 0 ? { kind: 'period', startMs, endsInMs, places } : undefined
    }
    case 'at-once':
      return undefined
  }
}

function placesState(taken: readonly (readonly [number, number])[], nowMs: number): CarriedState | undefined {
  const places: [number, number][] = []
  for (const [instant, count] of taken) {
    const last = places.at(-1)
    if (last !== undefined && last[0] === nowMs - instant) last[1] += count
    else places.push([nowMs - instant, count])
  }
  return places.length > 0 ? { kind: 'places', places } : undefined
}

/** Puts a state into a blank counter of a row whose instant is `nowMs`. `canCarry` MUST be true for it. */
export function pourState(
  state: CarriedState,
  cells: Cells,
  rowAt: number,
  counter: PlacedCounter,
  nowMs: number,
): void {
  const { algorithm, blockMs, offset, count, burst, periodMs } = counter
  const at = rowAt + offset + (blockMs > 0 ? blockBytes : 0)
  switch (state.kind) {
    case 'places': {
      const kernel = kernelOf(algorithm)
      let atMs = nowMs
      for (const [index, [ageMs, places]] of state.places.toReversed().entries()) {
        const instant = nowMs - ageMs
        if (index > 0) kernel.advance(cells, at, counter, atMs, instant)
        kernel.charge(cells, at, counter, instant, places)
        atMs = instant
      }
      kernel.advance(cells, at, counter, atMs, nowMs)
      return
    }
    case 'bucket':
      cells.doubles[at >> 3] = Math.min(state.backlog, burst * periodMs)
      return
    case 'period':
      cells.doubles[at >> 3] = state.startMs
      cells.doubles[(at >> 3) + 1] = Math.min(state.endsInMs, 2 * periodMs)
      cells.words[(at >> 2) + 4] = Math.min(state.places, count)
      return
    case 'blocked':
      cells.doubles[(rowAt + offset) >> 3] = Math.min(state.forMs, blockMs)
  }
}

/** Whether a state of one limit can be counted on by another: logs and rings take over from each other, and a block needs `then block for`. */
export function canCarry({ kind }: CarriedState, from: CounterSpec, to: CounterSpec): boolean {
  if (kind === 'blocked') return to.blockMs !== undefined
  switch (to.algorithm) {
    case 'log':
    case 'ring':
      return (from.algorithm === 'log' || from.algorithm === 'ring') && from.periodMs === to.periodMs
    case 'gcra':
      return from.algorithm === 'gcra' && from.periodMs === to.periodMs
    case 'calendar':
      return from.algorithm === 'calendar' && from.unit === to.unit && from.zone === to.zone
    case 'at-once':
      return false
  }
}

/** A state of the limit `spec`, `elapsedMs` later; undefined if it is blank then. */
export function ageState(state: CarriedState, spec: CounterSpec, elapsedMs: number): CarriedState | undefined {
  switch (state.kind) {
    case 'places': {
      const periodMs = 'periodMs' in spec ? spec.periodMs : 0
      const places = state.places
        .map(([ageMs, count]) => [ageMs + elapsedMs, count] as const)
        .filter(([ageMs]) => ageMs < periodMs)
      return places.length > 0 ? { kind: 'places', places } : undefined
    }
    case 'bucket': {
      const backlog = state.backlog - elapsedMs * spec.count
      return backlog > 0 ? { kind: 'bucket', backlog } : undefined
    }
    case 'period':
      // WHY kept when it has ended: a wall clock that is set back finds its places still taken.
      return { ...state, endsInMs: Math.max(0, state.endsInMs - elapsedMs) }
    case 'blocked': {
      const forMs = state.forMs - elapsedMs
      return forMs > 0 ? { kind: 'blocked', forMs } : undefined
    }
  }
}
