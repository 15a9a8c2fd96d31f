import type { Cells } from './cells.ts'
import type { CounterKernel, Quota } from './counter-kernel.ts'

/** Number of sub-periods per period. */
export const subPeriods = 32

/**
 * Counts places by sub-periods of 1/32 of the period, and admits at most N in any half-open interval of one period. The quota of a charge becomes
 * available when its whole sub-period is older than the period: never early, and at most 1/32 of the period late (rounded up to a whole
 * millisecond). The full quota is available when the newest charge is one period old.
 *
 * Sub-period k consists of the instants t with floor(32 t / period) = k. The current one and the 32 before it may each have a charge that
 * still counts, so there are 33 cells; k is in cell k mod 33, where k - 33 has just expired.
 *
 *     at + 0   double     life of the newest charge: milliseconds until it is one period old
 *     at + 8   32 bits    total, never above N
 *     at + 12  33 × 16 bits (8 bits where N ≤ 255, 32 where N > 65,535)
 */
export const ring: CounterKernel = {
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
  newest,
}

const cellCount = subPeriods + 1
const maxOctet = 0xff
const maxHalf = 0xffff
const cellsAt = 12

function stateBytes(quota: Quota): number {
  return Math.ceil((cellsAt + cellCount * cellBytes(quota)) / 8) * 8
}

function spanMs(quota: Quota): number {
  return quota.periodMs
}

function advance(cells: Cells, at: number, quota: Quota, fromMs: number, toMs: number): void {
  const total = cells.words[(at >> 2) + 2]!
  if (total === 0) return
  const counts = countsOf(cells, quota)
  const start = startOf(at, quota)
  const life = cells.doubles[at >> 3]! - (toMs - fromMs)
  if (life <= 0) {
    cells.doubles[at >> 3] = 0
    cells.words[(at >> 2) + 2] = 0
    counts.fill(0, start, start + cellCount)
    return
  }
  cells.doubles[at >> 3] = life
  const first = subPeriodAt(fromMs, quota)
  const last = subPeriodAt(toMs, quota)
  let cell = cellOf(first)
  let left = total
  for (let k = first; k < last; k++) {
    cell = cellAfter(cell)
    left -= counts[start + cell]!
    counts[start + cell] = 0
  }
  cells.words[(at >> 2) + 2] = left
}

function check(cells: Cells, at: number, quota: Quota, nowMs: number, places: number): number {
  const total = cells.words[(at >> 2) + 2]!
  if (places === 1) return total < quota.count ? 0 : nextMs(cells, at, quota, nowMs)
  const excess = total + (places < quota.count ? places : quota.count) - quota.count
  return excess > 0 ? untilFreed(cells, at, quota, nowMs, excess) : 0
}

/** Milliseconds until `places` of those that are taken, at least 1, are free again. */
function untilFreed(cells: Cells, at: number, quota: Quota, nowMs: number, places: number): number {
  const counts = countsOf(cells, quota)
  const start = startOf(at, quota)
  let k = oldestAt(cells, at, quota, nowMs)
  let freed = counts[start + cellOf(k)]!
  while (freed < places) freed += counts[start + cellOf(++k)]!
  const outMs = Math.ceil(((k + cellCount) * quota.periodMs) / subPeriods) - nowMs
  const life = cells.doubles[at >> 3]!
  return outMs < life ? outMs : life
}

function nextMs(cells: Cells, at: number, quota: Quota, nowMs: number): number {
  if (cells.words[(at >> 2) + 2] === 0) return quota.periodMs
  const oldest = oldestAt(cells, at, quota, nowMs)
  const outMs = Math.ceil(((oldest + cellCount) * quota.periodMs) / subPeriods) - nowMs
  const life = cells.doubles[at >> 3]!
  return outMs < life ? outMs : life
}

function charge(cells: Cells, at: number, quota: Quota, nowMs: number, places: number): void {
  const counts = countsOf(cells, quota)
  const start = startOf(at, quota)
  const total = cells.words[(at >> 2) + 2]!
  const taken = places < quota.count ? places : quota.count
  if (total + taken <= quota.count) {
    cells.words[(at >> 2) + 2] = total + taken
  } else {
    removeOldest(cells, at, quota, nowMs, total + taken - quota.count)
    cells.words[(at >> 2) + 2] = quota.count
  }
  const cell = start + cellOf(subPeriodAt(nowMs, quota))
  counts[cell] = counts[cell]! + taken
  cells.doubles[at >> 3] = quota.periodMs
}

function removeOldest(cells: Cells, at: number, quota: Quota, nowMs: number, places: number): void {
  const counts = countsOf(cells, quota)
  const start = startOf(at, quota)
  let left = places
  for (let k = oldestAt(cells, at, quota, nowMs); left > 0; k++) {
    const cell = start + cellOf(k)
    const removed = Math.min(left, counts[cell]!)
    counts[cell] = counts[cell]! - removed
    left -= removed
  }
}

function remaining(cells: Cells, at: number, quota: Quota): number {
  return quota.count - cells.words[(at >> 2) + 2]!
}

function resetMs(cells: Cells, at: number): number {
  return cells.doubles[at >> 3]!
}

function carry(from: Cells, fromAt: number, old: Quota, to: Cells, toAt: number, quota: Quota, nowMs: number): void {
  const source = countsOf(from, old)
  const target = countsOf(to, quota)
  const newest = subPeriodAt(nowMs, quota)
  let total = 0
  for (let k = newest; k > newest - cellCount && k >= 0; k--) {
    const kept = Math.min(source[startOf(fromAt, old) + cellOf(k)]!, quota.count - total)
    target[startOf(toAt, quota) + cellOf(k)] = kept
    total += kept
  }
  to.words[(toAt >> 2) + 2] = total
  to.doubles[toAt >> 3] = from.doubles[fromAt >> 3]!
}

function join(from: Cells, fromAt: number, to: Cells, toAt: number, quota: Quota, nowMs: number): void {
  const source = countsOf(from, quota)
  const target = countsOf(to, quota)
  // Numbers of charges since the start of a sub-period, which has to be the greater one of both for every sub-period.
  let [fromTotal, toTotal, total] = [0, 0, 0]
  const last = subPeriodAt(nowMs, quota)
  for (let k = last; k > last - cellCount && k >= 0; k--) {
    const cell = startOf(toAt, quota) + cellOf(k)
    fromTotal += source[startOf(fromAt, quota) + cellOf(k)]!
    toTotal += target[cell]!
    target[cell] = Math.max(fromTotal, toTotal) - total
    total += target[cell]!
  }
  to.words[(toAt >> 2) + 2] = total
  to.doubles[toAt >> 3] = Math.max(from.doubles[fromAt >> 3]!, to.doubles[toAt >> 3]!)
}

function newest(cells: Cells, at: number, quota: Quota, nowMs: number, max: number): number[] {
  const counts = countsOf(cells, quota)
  const start = startOf(at, quota)
  const last = subPeriodAt(nowMs, quota)
  const newestMs = nowMs + cells.doubles[at >> 3]! - quota.periodMs
  const instants: number[] = []
  for (let k = last; k > last - cellCount && k >= 0; k--) {
    const latestMs = Math.min(newestMs, Math.ceil(((k + 1) * quota.periodMs) / subPeriods) - 1)
    for (let left = counts[start + cellOf(k)]!; left > 0 && instants.length < max; left--) instants.push(latestMs)
  }
  return instants
}

/** The oldest sub-period with a charge; the total MUST be above 0. */
function oldestAt(cells: Cells, at: number, quota: Quota, nowMs: number): number {
  const counts = countsOf(cells, quota)
  const start = startOf(at, quota)
  const newest = subPeriodAt(nowMs, quota)
  // WHY: what a client has sent often has the age of one page, and the other cells need not be read.
  if (counts[start + cellOf(newest)] === cells.words[(at >> 2) + 2]) return newest
  let k = newest > subPeriods ? newest - subPeriods : 0
  for (let cell = cellOf(k); k < newest && counts[start + cell]! === 0; cell = cellAfter(cell)) k++
  return k
}

// WHY: this is exact: the product is a whole number below 2^53, and for such numbers rounding the quotient does not change its floor.
function subPeriodAt(ms: number, quota: Quota): number {
  return Math.floor((ms * subPeriods) / quota.periodMs)
}

// WHY: `%` is a slow function call for numbers above 2^31, as for sub-periods of one second counted since 1970. The division is exact enough: for k
// below 2^53, rounding is too small an error to move the quotient to the next whole number.
function cellOf(k: number): number {
  return k - cellCount * Math.floor(k / cellCount)
}

function cellAfter(cell: number): number {
  return cell === subPeriods ? 0 : cell + 1
}

function cellBytes({ count }: Quota): 1 | 2 | 4 {
  return count <= maxOctet ? 1 : count <= maxHalf ? 2 : 4
}

function countsOf(cells: Cells, { count }: Quota): Uint8Array | Uint16Array | Uint32Array {
  return count <= maxOctet ? cells.octets : count <= maxHalf ? cells.halves : cells.words
}

function startOf(at: number, { count }: Quota): number {
  return count <= maxOctet ? at + cellsAt : count <= maxHalf ? (at + cellsAt) >> 1 : (at + cellsAt) >> 2
}

/** The numbers of places by sub-period, in the order of the cells. */
export function cellsOfRing(cells: Cells, at: number, quota: Quota): readonly number[] {
  const start = startOf(at, quota)
  return [...countsOf(cells, quota).subarray(start, start + cellCount)]
}

/** The places that are taken, newest first, each with the latest instant at which it can have been taken. */
export function placesOfRing(cells: Cells, at: number, quota: Quota, nowMs: number): (readonly [number, number])[] {
  const counts = countsOf(cells, quota)
  const start = startOf(at, quota)
  const last = subPeriodAt(nowMs, quota)
  const newestMs = nowMs + cells.doubles[at >> 3]! - quota.periodMs
  const places: (readonly [number, number])[] = []
  for (let k = last; k > last - cellCount && k >= 0; k--) {
    const count = counts[start + cellOf(k)]!
    if (count > 0) places.push([Math.min(newestMs, Math.ceil(((k + 1) * quota.periodMs) / subPeriods) - 1), count])
  }
  return places
}
