import type { LimitStanding } from '@tidegate/engine'
import { duration } from '@tidegate/values'

/**
 * Returns how much of a limit is used, such as `3 of 5 in 1 min, all available again at 10:00:50 UTC`. `atMs` is the time of the request.
 * The use of a bucket is relative to its burst, which differs from the number that the limit allows in a period.
 */
export function renderLimitUse(limit: LimitStanding, atMs: number): string {
  const { admitted, retryAfterMs, blocked } = limit
  if (blocked === true) {
    return `blocked for another ${duration(retryAfterMs)}, until ${clockAt(atMs + retryAfterMs, atMs)}`
  }
  return `${quotaUsed(limit)}${admitted ? '' : ', exhausted'}${availability(limit, atMs)}`
}

/** Returns what is used of a limit and of how much, such as `3 of 5 in 1 min`. */
export function quotaUsed({ count, burst, periodMs, period, remaining }: LimitStanding): string {
  if (periodMs === undefined) return `${count - remaining} of ${count} in progress`
  if (period?.kind === 'calendar') return `${count - remaining} of ${count} in this calendar ${period.unit}`
  return burst === undefined
    ? `${count - remaining} of ${count} in ${duration(periodMs)}`
    : `${burst - remaining} of a burst of ${burst}, refilled at ${count} in ${duration(periodMs)}`
}

function availability(limit: LimitStanding, atMs: number): string {
  const { count, burst, periodMs, remaining, retryAfterMs, resetMs } = limit
  // When requests in progress end cannot be known.
  if (periodMs === undefined) return ''
  if (retryAfterMs > 0) {
    return `, next request possible in ${duration(retryAfterMs)}, at ${clockAt(atMs + retryAfterMs, atMs)}`
  }
  return remaining === (burst ?? count) ? '' : `, all available again at ${clockAt(atMs + resetMs, atMs)}`
}

/** Returns the time of day of an instant in UTC, with its date if that differs from the date of `fromMs`. */
function clockAt(instantMs: number, fromMs: number): string {
  const [date = '', clock = ''] = new Date(instantMs).toISOString().split('T')
  const isSameDay = new Date(fromMs).toISOString().startsWith(date)
  return `${isSameDay ? '' : `${date} `}${clock.replace(/(?:\.000)?Z$/, '')} UTC`
}
