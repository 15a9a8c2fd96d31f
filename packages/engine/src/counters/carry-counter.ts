import type { Cells } from './cells.ts'
import { blockBytes, blockLeftMs } from './blocking.ts'
import { kernelOf } from './kernel-of.ts'
import type { PlacedCounter } from './row-layout.ts'

/**
 * Copies a counter's state, at `nowMs`, to a blank counter with the same period and possibly another count or burst. Logs and rings take over each
 * other's charges, up to the new count, so that a limit whose count crosses 16 keeps its counts. A block continues if the new counter has `blockMs`, and
 * for no longer than that.
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
  if (old.blockMs > 0 && counter.blockMs > 0) {
    to.doubles[toAt >> 3] = Math.min(blockLeftMs(from, fromAt), counter.blockMs)
  }
  carryCounts(
    from,
    old.blockMs > 0 ? fromAt + blockBytes : fromAt,
    old,
    to,
    counter.blockMs > 0 ? toAt + blockBytes : toAt,
    counter,
    nowMs,
  )
}

/** Copies the counts without blocks. */
function carryCounts(
  from: Cells,
  fromAt: number,
  old: PlacedCounter,
  to: Cells,
  toAt: number,
  counter: PlacedCounter,
  nowMs: number,
): void {
  const earlier = kernelOf(old.algorithm)
  const kernel = kernelOf(counter.algorithm)
  if (earlier === kernel) {
    kernel.carry(from, fromAt, old, to, toAt, counter, nowMs)
    return
  }
  const instants = earlier.newest?.(from, fromAt, old, nowMs, counter.count) ?? []
  let atMs = instants.at(-1) ?? nowMs
  for (const instant of instants.toReversed()) {
    kernel.advance(to, toAt, counter, atMs, instant)
    kernel.charge(to, toAt, counter, instant, 1)
    atMs = instant
  }
  kernel.advance(to, toAt, counter, atMs, nowMs)
}
