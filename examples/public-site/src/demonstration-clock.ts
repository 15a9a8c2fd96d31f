/** The two clocks that a gate reads, in milliseconds: the wall clock for windows, the monotonic one for limits. */
export interface DemonstrationClock {
  readonly wallMs: () => number
  readonly monotonicMs: () => number
  /** A note for visitors; undefined if the clock shows the real time. */
  readonly note: string | undefined
}

const hour = 3_600_000
const peak = { from: 4, to: 17 }

/**
 * Returns the real clock during peak hours (04:00 to 17:00 UTC), and otherwise one that starts at 10:00 UTC, so that the effect of the
 * peak limit can be seen at any time of the day.
 */
export function demonstrationClock(startedMs: number): DemonstrationClock {
  const day = Math.floor(startedMs / (24 * hour)) * 24 * hour
  const hourOfDay = (startedMs - day) / hour
  const inPeak = hourOfDay >= peak.from && hourOfDay < peak.to
  const shift = inPeak ? 0 : day + 10 * hour - startedMs
  const real = new Date(startedMs).toISOString().slice(11, 16)
  return {
    wallMs: () => Date.now() + shift,
    monotonicMs: () => performance.now(),
    note: inPeak
      ? undefined
      : `The real time is ${real} UTC, outside peak hours. This demonstration's clock was set to 10:00 UTC, so that you can see the peak limit. Start with --real-time to keep the real time.`,
  }
}
