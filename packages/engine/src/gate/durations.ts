import type { Awaitable } from '../counters/store.ts'
import type { DurationCounts } from './gate-counts.ts'

/** A histogram of durations. */
export interface Durations {
  /** Counts one call, and returns whether it is to be measured: every `oneIn`th is. */
  readonly isNext: () => boolean
  /** Calls `work` and measures it until its result is known; a failure is not counted. */
  readonly measure: <T>(work: () => Awaitable<T>) => Awaitable<T>
  readonly counts: () => DurationCounts
}

/** Upper bounds of the buckets in milliseconds: from a decision in memory to one that waits for a store until the time is over. */
const boundsMs = [
  0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500,
] as const

/** Creates an empty histogram. */
export function createDurations(monotonicMs: () => number, oneIn: number): Durations {
  // The last one is for longer durations.
  const buckets = new Float64Array(boundsMs.length + 1)
  let left = oneIn
  let sumMs = 0

  function add(ms: number): void {
    let at = 0
    while (at < boundsMs.length && ms > boundsMs[at]!) at++
    buckets[at]!++
    sumMs += ms
  }

  return {
    isNext: () => {
      if (--left > 0) return false
      left = oneIn
      return true
    },
    measure: (work) => {
      const startMs = monotonicMs()
      const result = work()
      if (!(result instanceof Promise)) {
        add(monotonicMs() - startMs)
        return result
      }
      return result.then((value) => {
        add(monotonicMs() - startMs)
        return value
      })
    },
    counts: () => {
      let count = 0
      const cumulative = boundsMs.map((ms, at) => ({ atMostSeconds: ms / 1_000, count: (count += buckets[at]!) }))
      return { oneIn, count: count + buckets[boundsMs.length]!, sumSeconds: sumMs / 1_000, buckets: cumulative }
    },
  }
}
