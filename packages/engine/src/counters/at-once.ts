import type { Cells } from './cells.ts'
import type { CounterKernel, Quota } from './counter-kernel.ts'
import type { Charge } from './store.ts'

/**
 * Counts the places that requests in progress hold. They are not in the row but in the counter's `HeldPlaces`, because rows may be evicted, and a
 * place must neither be forgotten nor leak. The state takes no bytes.
 *
 * When a place becomes free cannot be known: all delays are one second.
 */
export const atOnce: CounterKernel = {
  stateBytes: () => 0,
  spanMs: () => 0,
  advance: () => undefined,
  check,
  charge,
  remaining,
  nextMs: () => retryMs,
  resetMs,
  carry: () => undefined,
  join: () => undefined,
}

/** Milliseconds after which a refused request may try again. */
const retryMs = 1000

function check(_cells: Cells, _at: number, quota: Quota, _nowMs: number, places: number, made?: Charge): number {
  if (places === 0 || made === undefined) return 0
  return Math.min(places, quota.count) <= quota.count - quota.held!.others(made) ? 0 : retryMs
}

function charge(_cells: Cells, _at: number, quota: Quota, _nowMs: number, places: number, made?: Charge): void {
  if (made !== undefined) quota.held!.take(made, Math.min(places, quota.count))
}

function remaining(_cells: Cells, _at: number, quota: Quota, made?: Charge): number {
  return made === undefined ? quota.count : Math.max(0, quota.count - quota.held!.of(made))
}

function resetMs(cells: Cells, at: number, quota: Quota, _nowMs: number, made?: Charge): number {
  return remaining(cells, at, quota, made) === quota.count ? 0 : retryMs
}
