import type { TimeState } from '@tidegate/engine/tools'

/** The time of a store, in two doubles of a memory that threads share: the time of the store, and the last one that it was given. */
export function sharedTime(doubles: Float64Array): TimeState {
  return {
    get storeMs() {
      return doubles[0]!
    },
    set storeMs(ms) {
      doubles[0] = ms
    },
    get lastMs() {
      return doubles[1]!
    },
    set lastMs(ms) {
      doubles[1] = ms
    },
  }
}

/** Milliseconds by which the clock of the system, which is the same in all threads, is ahead of this thread's `performance.now()`. */
export function clockAheadMs(): number {
  let ahead = 0
  let leastMs = Infinity
  for (let i = 0; i < 10; i++) {
    const before = performance.now()
    const systemMs = Number(process.hrtime.bigint()) / 1e6
    const after = performance.now()
    if (after - before >= leastMs) continue
    leastMs = after - before
    ahead = systemMs - (before + after) / 2
  }
  return ahead
}
