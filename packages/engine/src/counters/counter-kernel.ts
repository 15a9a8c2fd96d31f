import type { Cells } from './cells.ts'
import type { PlacesInUse } from './held-places.ts'
import type { Charge } from './store.ts'

/** The quota of a counter, in whole numbers: `count` ≥ 1, `periodMs` ≥ 1, `burst` ≥ 1 (1 if there is none). */
export interface Quota {
  readonly count: number
  /** Of calendar periods, the longest one; of places at once, 0. */
  readonly periodMs: number
  readonly burst: number
  /** Length of the block after the quota was exceeded; 0 or absent: none. */
  readonly blockMs?: number
  /** Who holds places at once; only such counters have it. */
  readonly held?: PlacesInUse | undefined
}

/**
 * A counting algorithm, as pure functions over `stateBytes` bytes of cells at `at`. A zeroed state is a counter without charges. A state
 * belongs to an instant, which its row keeps: `advance` moves it to a later one, and the other functions MUST be given that instant as
 * `nowMs`. All take a bounded number of steps (at most 33).
 *
 * `charge` is the charge that is being made, if there is one: counters by calendar periods and of places at once need more of it than its `places`. Without
 * it they say what their state alone requires to be kept. More `places` than a counter has are as many as it has.
 */
export interface CounterKernel {
  /** Bytes of one counter's state, a multiple of 8. */
  stateBytes(quota: Quota): number
  /** Milliseconds without charges after which a state is certainly blank. */
  spanMs(quota: Quota): number
  /** Moves a state from one instant to another that is not earlier. */
  advance(cells: Cells, at: number, quota: Quota, fromMs: number, toMs: number): void
  /**
   * Returns 0 if the places are free, and otherwise the milliseconds until they are free if there are no further charges. Never above the
   * period.
   */
  check(cells: Cells, at: number, quota: Quota, nowMs: number, places: number, charge?: Charge): number
  /** Takes places. If the quota is used up, the newest `count` places are kept: nothing grows or overflows. */
  charge(cells: Cells, at: number, quota: Quota, nowMs: number, places: number, charge?: Charge): void
  /** Remaining quota: the number of places that can be taken at this instant before `check` refuses. */
  remaining(cells: Cells, at: number, quota: Quota, charge?: Charge): number
  /**
   * Milliseconds until more quota than `remaining` is available if there are no further charges; for a counter without charges, the milliseconds
   * that a charge made now would count.
   */
  nextMs(cells: Cells, at: number, quota: Quota, nowMs: number, charge?: Charge): number
  /** Milliseconds until the full quota is available if there are no further charges. */
  resetMs(cells: Cells, at: number, quota: Quota, nowMs: number, charge?: Charge): number
  /** Copies a state to a blank one whose quota has another `count` or `burst` and the same period. */
  carry(from: Cells, fromAt: number, old: Quota, to: Cells, toAt: number, quota: Quota, nowMs: number): void
  /**
   * Makes a state the strictest of two of the same quota and instant: at any later instant it makes clients wait as long as the one of them that
   * makes them wait longer (a ring at most 1/32 of the period longer), if there are no further charges.
   */
  join(from: Cells, fromAt: number, to: Cells, toAt: number, quota: Quota, nowMs: number): void
  /**
   * Returns the instants of the newest charges that still count, newest first, at most `max`. If the algorithm does not keep exact instants, these
   * are the latest possible ones. Absent if it does not keep charges.
   */
  readonly newest?: (cells: Cells, at: number, quota: Quota, nowMs: number, max: number) => number[]
}
