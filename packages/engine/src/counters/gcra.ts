import type { Cells } from './cells.ts'
import type { CounterKernel, Quota } from './counter-kernel.ts'

/**
 * A token bucket of `burst` tokens that is refilled `count` times per period, as the generic cell rate algorithm (ITU-T I.371 Annex A): at
 * most `count + burst - 1` places in any half-open interval of one period.
 *
 * The state is one double: the charges that have not drained yet, in units of 1/count milliseconds. A place adds `periodMs` units and
 * each millisecond drains `count`, so every value is a whole number below 2^53 and nothing is rounded.
 */
export const gcra: CounterKernel = {
  stateBytes,
  spanMs,
  advance,
  check,
  charge,
  remaining,
  nextMs,
  resetMs,
  carry,
  join,
}

function stateBytes(): number {
  return 8
}

function spanMs(quota: Quota): number {
  return Math.ceil((quota.burst * quota.periodMs) / quota.count)
}

function advance(cells: Cells, at: number, quota: Quota, fromMs: number, toMs: number): void {
  const backlog = cells.doubles[at >> 3]!
  // A product above 2^53 may be rounded, but then it exceeds every backlog.
  const drained = (toMs - fromMs) * quota.count
  cells.doubles[at >> 3] = backlog > drained ? backlog - drained : 0
}

function check(cells: Cells, at: number, quota: Quota, _nowMs: number, places: number): number {
  const excess = cells.doubles[at >> 3]! - (places < quota.burst ? quota.burst - places : 0) * quota.periodMs
  return excess > 0 ? Math.ceil(excess / quota.count) : 0
}

function charge(cells: Cells, at: number, quota: Quota, _nowMs: number, places: number): void {
  // A sum above 2^53 may be rounded, but then it exceeds the full bucket.
  const backlog = cells.doubles[at >> 3]! + places * quota.periodMs
  const full = quota.burst * quota.periodMs
  cells.doubles[at >> 3] = backlog < full ? backlog : full
}

function remaining(cells: Cells, at: number, quota: Quota): number {
  return Math.floor((quota.burst * quota.periodMs - cells.doubles[at >> 3]!) / quota.periodMs)
}

function nextMs(cells: Cells, at: number, quota: Quota): number {
  const used = quota.burst - remaining(cells, at, quota)
  return Math.ceil((cells.doubles[at >> 3]! - (used - 1) * quota.periodMs) / quota.count)
}

function resetMs(cells: Cells, at: number, quota: Quota): number {
  return Math.ceil(cells.doubles[at >> 3]! / quota.count)
}

function carry(from: Cells, fromAt: number, _old: Quota, to: Cells, toAt: number, quota: Quota): void {
  // Each charge weighs `periodMs` units for any count, so previous charges keep their weight.
  to.doubles[toAt >> 3] = Math.min(from.doubles[fromAt >> 3]!, quota.burst * quota.periodMs)
}

function join(from: Cells, fromAt: number, to: Cells, toAt: number): void {
  to.doubles[toAt >> 3] = Math.max(from.doubles[fromAt >> 3]!, to.doubles[toAt >> 3]!)
}
