import { carryCounter } from './carry-counter.ts'
import type { Cells } from './cells.ts'
import type { RowLayout } from './row-layout.ts'

/** The instant to which a row's counters belong. */
export function rowTimeOf(cells: Cells, at: number): number {
  return cells.doubles[(at >> 3) + 1]!
}

/** Advances a row to `nowMs` and returns the row's instant; time never decreases within a row. */
export function advanceRow(cells: Cells, at: number, layout: RowLayout, nowMs: number): number {
  const fromMs = rowTimeOf(cells, at)
  if (nowMs <= fromMs) return fromMs
  for (const counter of layout.counters) counter.kernel.advance(cells, at + counter.offset, counter, fromMs, nowMs)
  cells.doubles[(at >> 3) + 1] = nowMs
  return nowMs
}

/** Whether a counter of the row has no quota at `nowMs`. */
export function isOverLimit(cells: Cells, at: number, layout: RowLayout, nowMs: number): boolean {
  const rowMs = rowTimeOf(cells, at)
  for (const counter of layout.counters) {
    const waitMs = counter.kernel.check(cells, at + counter.offset, counter, rowMs, 1)
    if (waitMs > 0 && waitMs > nowMs - rowMs) return true
  }
  return false
}

/** The instant from which every counter of a row has quota, if it is not charged before. */
export function overLimitUntilMs(cells: Cells, at: number, layout: RowLayout): number {
  const rowMs = rowTimeOf(cells, at)
  const waits = layout.counters.map((counter) => counter.kernel.check(cells, at + counter.offset, counter, rowMs, 1))
  return rowMs + Math.max(0, ...waits)
}

/**
 * Copies a row to a blank row of another layout: counters that are in both keep their counts, others start from zero. Linear in the
 * counters' states.
 */
export function carryRow(
  from: Cells,
  fromAt: number,
  old: RowLayout,
  to: Cells,
  toAt: number,
  layout: RowLayout,
): void {
  const rowMs = rowTimeOf(from, fromAt)
  // Copied as words, because a double may lose the bits of a NaN.
  to.words[toAt >> 2] = from.words[fromAt >> 2]!
  to.words[(toAt >> 2) + 1] = from.words[(fromAt >> 2) + 1]!
  to.doubles[(toAt >> 3) + 1] = rowMs
  for (const counter of layout.counters) {
    const earlier = old.counters.find((one) => one.identity === counter.identity && one.since === counter.since)
    if (earlier === undefined) continue
    carryCounter(from, fromAt + earlier.offset, earlier, to, toAt + counter.offset, counter, rowMs)
  }
}

/** Joins a row to another of the same layout and instant, which becomes as strict as the stricter one. */
export function joinRow(from: Cells, fromAt: number, to: Cells, toAt: number, layout: RowLayout, nowMs: number): void {
  for (const counter of layout.counters) {
    const { kernel, offset } = counter
    kernel.join(from, fromAt + offset, to, toAt + offset, counter, nowMs)
  }
}

/** Whether a row is certainly blank at `nowMs`, because it has not been charged for longer than its span. */
export function isExpired(cells: Cells, at: number, layout: RowLayout, nowMs: number): boolean {
  return nowMs - rowTimeOf(cells, at) >= layout.spanMs
}
