/** Where the time comes from: windows are judged by the wall clock, counters run on the monotonic one. */
export interface Clock {
  /** Milliseconds since 1970. */
  readonly wallMs: () => number
  /** Milliseconds since any fixed moment; MUST never go back. */
  readonly monotonicMs: () => number
}

/** The clocks of the machine. */
export function systemClock(): Clock {
  return { wallMs: () => Date.now(), monotonicMs: () => performance.now() }
}
