/** The source of time: windows use the wall clock, and counters use the monotonic clock. */
export interface Clock {
  /** Milliseconds since 1970. */
  readonly wallMs: () => number
  /** Milliseconds since any fixed moment; MUST never decrease. */
  readonly monotonicMs: () => number
  /**
   * Whether the times were recorded, as those of a log, so that windows are decided by them however old they are. Default false: windows are
   * in doubt if the clock is not between 2020 and 2100.
   */
  readonly isRecorded?: boolean
}

/** The clocks of the machine. */
export function systemClock(): Clock {
  // WHY: the global `performance` is an accessor; reading it on each call would add half to the cost of `now`.
  const { performance } = globalThis
  return { wallMs: () => Date.now(), monotonicMs: () => performance.now() }
}

/** How often the system's wall clock is read. */
const readEveryMs = 1_000

/**
 * Returns a function that converts a fresh reading of the monotonic clock to wall-clock time. A clock that the host supplies is read on each call.
 * The system's wall clock is read once a second, so that most requests read only the monotonic clock; an adjustment of the wall clock is noticed
 * within a second.
 */
export function wallClockOf(own: Clock | undefined): (monotonicMs: number) => number {
  if (own !== undefined) return () => own.wallMs()
  let offsetMs = 0
  let readMs = -Infinity
  return (monotonicMs) => {
    // WHY: only in a test does the monotonic clock stand still, and the test may move the wall clock alone.
    if (monotonicMs - readMs >= readEveryMs || monotonicMs === readMs) {
      offsetMs = Date.now() - monotonicMs
      readMs = monotonicMs
    }
    return Math.floor(monotonicMs + offsetMs)
  }
}
