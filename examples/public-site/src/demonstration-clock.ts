/** The two clocks that a gate reads: the wall clock opens windows, the monotonic one counts. Milliseconds. */
export interface DemonstrationClock {
  readonly wallMs: () => number
  readonly monotonicMs: () => number
  /** What a visitor has to know, or undefined when the clock is the real one. */
  readonly note: string | undefined
}

const hour = 3_600_000
const peak = { from: 4, to: 17 }

/**
 * The real clock during peak hours (04:00 to 17:00 UTC); outside them one that stands at 10:00 UTC when the site starts
 * and runs on from there, so that what the peak limit does can be seen at any time of the day.
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
      : `It is really ${real} UTC, outside peak hours: this demonstration's clock was set to 10:00 UTC, so that the peak limit can be seen. Start with --real-time to keep the real clock.`,
  }
}
