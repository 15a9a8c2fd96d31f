import type { LimitStanding } from '@tidegate/engine'
import { duration } from '../terminal/duration.ts'

/**
 * Where a limit stands, in words: `3 of 5 in 1 min, free again at 10:00:50 UTC`. `atMs` is when the request came. A bucket is told by its places,
 * which are not the number that the limit allows in a period.
 */
export function limitStanding(limit: LimitStanding, atMs: number): string {
  const { count, burst, periodMs, admitted, remaining } = limit
  const quota =
    burst === undefined
      ? `${count - remaining} of ${count} in ${duration(periodMs)}`
      : `${burst - remaining} of a burst of ${burst}, refilled at ${count} in ${duration(periodMs)}`
  return `${quota}${admitted ? '' : ', full'}${frees(limit, atMs)}`
}

function frees({ count, burst, remaining, retryAfterMs, resetMs }: LimitStanding, atMs: number): string {
  if (retryAfterMs > 0) {
    return `, a place is free in ${duration(retryAfterMs)}, at ${clockAt(atMs + retryAfterMs, atMs)}`
  }
  return remaining === (burst ?? count) ? '' : `, free again at ${clockAt(atMs + resetMs, atMs)}`
}

/** The clock of an instant in UTC, with its date where that is not the date of `fromMs`. */
function clockAt(instantMs: number, fromMs: number): string {
  const [date = '', clock = ''] = new Date(instantMs).toISOString().split('T')
  const isSameDay = new Date(fromMs).toISOString().startsWith(date)
  return `${isSameDay ? '' : `${date} `}${clock.replace(/(?:\.000)?Z$/, '')} UTC`
}
