import type { CalendarUnit } from '@tidegate/values'

/** When the places of a limit become free again. */
export type LimitPeriod =
  /**
   * `per 15 minutes`: each place is free again one period after it was taken. `burst` is the depth of the token bucket (GCRA); without it, no period of
   * `periodMs` ever admits more than `count`.
   */
  | { readonly kind: 'sliding'; readonly periodMs: number; readonly burst?: number }
  /** `per calendar day`: all places are free again when the next period of the zone's calendar begins. `zone` is an IANA name. */
  | { readonly kind: 'calendar'; readonly unit: CalendarUnit; readonly zone: string }
  /** `at once`: a place is free again when the work on its request has ended. */
  | { readonly kind: 'at-once' }

const slidingUnits = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const

/** A period as policies write it after N: `per 15 minutes`, `per calendar day in Europe/Berlin`, `at once`. Without the burst. */
export function periodText(period: LimitPeriod): string {
  switch (period.kind) {
    case 'sliding':
      return `per ${spanText(period.periodMs)}`
    case 'calendar':
      return `per calendar ${period.unit} in ${period.zone}`
    case 'at-once':
      return 'at once'
  }
}

/** A period as policies write it: `minute`, `15 minutes`. */
function spanText(periodMs: number): string {
  for (const [unit, ms] of slidingUnits) {
    if (periodMs % ms !== 0) continue
    const times = periodMs / ms
    return times === 1 ? unit : `${times} ${unit}s`
  }
  return `${periodMs} ms`
}

/** A duration as policies write it: `1 minute`, `15 minutes`. */
export function durationText(durationMs: number): string {
  const text = spanText(durationMs)
  return /^\d/.test(text) ? text : `1 ${text}`
}
