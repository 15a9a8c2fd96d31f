import type { Cells } from './cells.ts'

/** How much a counter lets in: whole numbers, `count` ≥ 1, `periodMs` ≥ 1, `burst` ≥ 1 (1 where there is none). */
export interface Quota {
  readonly count: number
  readonly periodMs: number
  readonly burst: number
}

/**
 * One way of counting, as pure functions over `stateBytes` bytes of cells at `at`. A zeroed state is a counter that nothing was
 * charged to. A state belongs to an instant, which its row keeps: `advance` carries it to a later one, and the other
 * functions MUST be given that instant as `nowMs`. All take a bounded number of steps (at most 33).
 */
export interface CounterKernel {
  /** Bytes of one counter's state, a multiple of 8. */
  stateBytes(quota: Quota): number
  /** Milliseconds after which a state that nothing was charged to meanwhile is surely blank. */
  spanMs(quota: Quota): number
  /** Moves a state on from one instant to another that is not earlier. */
  advance(cells: Cells, at: number, quota: Quota, fromMs: number, toMs: number): void
  /** 0 when there is a place, else milliseconds until there is one if nothing else comes; never above the period. */
  check(cells: Cells, at: number, quota: Quota, nowMs: number): number
  /** Takes a place. Where there is none, the newest `count` charges are what remains: nothing grows, nothing wraps. */
  charge(cells: Cells, at: number, quota: Quota, nowMs: number): void
  /** Places left: what could be charged at this instant before `check` refuses. */
  remaining(cells: Cells, at: number, quota: Quota): number
  /** Milliseconds until every place is free if nothing else comes. */
  resetMs(cells: Cells, at: number, quota: Quota): number
  /** Copies a state to a blank one whose quota has another `count` or `burst`, the period being the same. */
  carry(from: Cells, fromAt: number, old: Quota, to: Cells, toAt: number, quota: Quota, nowMs: number): void
  /**
   * Instants of the newest charges that still count, newest first, at most `most`; where they are not kept apart, each as late as it can
   * have been. Absent where charges are not kept at all.
   */
  readonly newest?: (cells: Cells, at: number, quota: Quota, nowMs: number, most: number) => number[]
}
