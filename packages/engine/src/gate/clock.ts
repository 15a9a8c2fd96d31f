/** Where the time comes from: windows are judged by the wall clock, counters run on the monotonic one. */
export interface Clock {
  /** Milliseconds since 1970. */
  readonly wallMs: () => number
  /** Milliseconds since any fixed moment; MUST never go back. */
  readonly monotonicMs: () => number
}

/** The clocks of the machine. */
export function systemClock(): Clock {
  // WHY: the global is an accessor, which costs half as much again as the reading itself.
  const { performance } = globalThis
  return { wallMs: () => Date.now(), monotonicMs: () => performance.now() }
}

/** How often the system's wall clock is looked at. */
const lookMs = 1_000

/**
 * Tells the wall clock for an instant that was just read from the monotonic one. Without a clock of the host's own the system's is looked
 * at once a second, so that a request reads one clock: a clock that is set shows a second later at most.
 */
export function wallClockOf(own: Clock | undefined): (monotonicMs: number) => number {
  if (own !== undefined) return () => own.wallMs()
  let offsetMs = 0
  let lookedMs = -Infinity
  return (monotonicMs) => {
    // WHY: a clock that stands still is a test's, which may move the other one alone.
    if (monotonicMs - lookedMs >= lookMs || monotonicMs === lookedMs) {
      offsetMs = Date.now() - monotonicMs
      lookedMs = monotonicMs
    }
    return Math.floor(monotonicMs + offsetMs)
  }
}
