/** The source of time: windows use the wall clock, counters the monotonic one. */
export interface Clock {
  /** Milliseconds since 1970. */
  readonly wallMs: () => number
  /** Milliseconds since any fixed moment; MUST never decrease. */
  readonly monotonicMs: () => number
}

/** The clocks of the machine. */
export function systemClock(): Clock {
  // WHY: the global is an accessor, which adds half of the cost of `now` to each call.
  const { performance } = globalThis
  return { wallMs: () => Date.now(), monotonicMs: () => performance.now() }
}

/** How often the system's wall clock is read. */
const readEveryMs = 1_000

/**
 * Returns a function that converts a fresh reading of the monotonic clock to wall-clock time. Unless the host has a clock of its own, the
 * system's is read once a second, so that a request reads only one clock; an adjustment of the clock is noticed within a second.
 */
export function wallClockOf(own: Clock | undefined): (monotonicMs: number) => number {
  if (own !== undefined) return () => own.wallMs()
  let offsetMs = 0
  let readMs = -Infinity
  return (monotonicMs) => {
    // WHY: only the clock of a test does not advance, and the test may move the other one alone.
    if (monotonicMs - readMs >= readEveryMs || monotonicMs === readMs) {
      offsetMs = Date.now() - monotonicMs
      readMs = monotonicMs
    }
    return Math.floor(monotonicMs + offsetMs)
  }
}
