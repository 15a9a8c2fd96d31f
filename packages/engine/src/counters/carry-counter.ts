import type { Cells } from './cells.ts'
import type { PlacedCounter } from './row-layout.ts'

/**
 * Copies a counter's state, at `nowMs`, to a blank counter with the same period and possibly another count or burst. Logs and rings take over each
 * other's charges, up to the new count, so that a limit whose count crosses 16 keeps its counts.
 */
export function carryCounter(
  from: Cells,
  fromAt: number,
  old: PlacedCounter,
  to: Cells,
  toAt: number,
  counter: PlacedCounter,
  nowMs: number,
): void {
  const { kernel } = counter
  if (old.kernel === kernel) {
    kernel.carry(from, fromAt, old, to, toAt, counter, nowMs)
    return
  }
  const instants = old.kernel.newest?.(from, fromAt, old, nowMs, counter.count) ?? []
  let atMs = instants.at(-1) ?? nowMs
  for (const instant of instants.toReversed()) {
    kernel.advance(to, toAt, counter, atMs, instant)
    kernel.charge(to, toAt, counter, instant)
    atMs = instant
  }
  kernel.advance(to, toAt, counter, atMs, nowMs)
}
