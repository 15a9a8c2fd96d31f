import type { Cells } from './cells.ts'
import type { CounterKernel, Quota } from './counter-kernel.ts'

/** Bytes before the state of a counter with `blockMs`: one double, the milliseconds until its block ends, 0 if there is none. */
export const blockBytes = 8

/**
 * A kernel with the state of a block in addition to that of another: while the block lasts, nothing passes and nothing is counted. When it begins, the other state
 * is made blank, so that it is blank when the block ends. A subject that is blocked is over its limit, and is kept like any other such subject.
 *
 *     at + 0   double   milliseconds until the block ends
 *     at + 8            the state of the other kernel
 */
export function blocking(inner: CounterKernel): CounterKernel {
  return {
    stateBytes: (quota) => blockBytes + inner.stateBytes(quota),
    spanMs: (quota) => Math.max(quota.blockMs!, inner.spanMs(quota)),
    advance(cells, at, quota, fromMs, toMs) {
      const left = blockLeftMs(cells, at)
      if (left > 0) cells.doubles[at >> 3] = Math.max(0, left - (toMs - fromMs))
      inner.advance(cells, at + blockBytes, quota, fromMs, toMs)
    },
    check: (cells, at, quota, nowMs, places, charge) =>
      blockLeftMs(cells, at) || inner.check(cells, at + blockBytes, quota, nowMs, places, charge),
    charge(cells, at, quota, nowMs, places, charge) {
      if (blockLeftMs(cells, at) === 0) inner.charge(cells, at + blockBytes, quota, nowMs, places, charge)
    },
    remaining: (cells, at, quota, charge) =>
      blockLeftMs(cells, at) > 0 ? 0 : inner.remaining(cells, at + blockBytes, quota, charge),
    nextMs: (cells, at, quota, nowMs, charge) =>
      blockLeftMs(cells, at) || inner.nextMs(cells, at + blockBytes, quota, nowMs, charge),
    resetMs: (cells, at, quota, nowMs, charge) =>
      blockLeftMs(cells, at) || inner.resetMs(cells, at + blockBytes, quota, nowMs, charge),
    carry(from, fromAt, old, to, toAt, quota, nowMs) {
      to.doubles[toAt >> 3] = Math.min(blockLeftMs(from, fromAt), quota.blockMs!)
      inner.carry(from, fromAt + blockBytes, old, to, toAt + blockBytes, quota, nowMs)
    },
    join(from, fromAt, to, toAt, quota, nowMs) {
      to.doubles[toAt >> 3] = Math.max(blockLeftMs(from, fromAt), blockLeftMs(to, toAt))
      inner.join(from, fromAt + blockBytes, to, toAt + blockBytes, quota, nowMs)
    },
  }
}

/** Milliseconds until the block of a counter with `blockMs` ends; 0 if there is none. */
export function blockLeftMs(cells: Cells, at: number): number {
  return cells.doubles[at >> 3]!
}

/** Blocks the subject of a counter with `blockMs` from now on; if it is blocked, the block starts again. `stateBytes` are those of the counter. */
export function beginBlock(cells: Cells, at: number, { blockMs }: Quota, stateBytes: number): void {
  cells.octets.fill(0, at, at + stateBytes)
  cells.doubles[at >> 3] = blockMs!
}
