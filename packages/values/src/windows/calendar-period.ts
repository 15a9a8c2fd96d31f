import type { ZoneReader } from './zone-offset.ts'

/** The units of calendar periods, from the shortest to the longest. */
export const calendarUnits = ['minute', 'hour', 'day', 'week', 'month'] as const

/** A unit of the calendar. Weeks start on Monday; days have 23 or 25 hours where the zone changes its clocks. */
export type CalendarUnit = (typeof calendarUnits)[number]

/** A period of a calendar in milliseconds since 1970; its end is the start of the next one. */
export interface CalendarSpan {
  readonly startMs: number
  readonly endMs: number
}

const minuteMs = 60_000

/**
 * The calendar period of a zone that contains an instant (ms since 1970). Days, weeks and months last from the first minute of their first date on the
 * zone's wall clock to that of the next: a day has 23 or 25 hours where clocks change. Minutes and hours are those of the wall clock, and end where
 * the clock changes: an hour that clocks show twice is two periods. Reads a few offsets of the zone; throws a `RangeError` for an unknown zone.
 */
export function calendarPeriod(unit: CalendarUnit, zone: string, instantMs: number, zones: ZoneReader): CalendarSpan {
  const utc = Math.floor(instantMs / minuteMs)
  const offsetAt = (minute: number): number => zones.offsetMinutes(zone, minute * minuteMs)
  const [start, end] =
    unit === 'minute' || unit === 'hour'
      ? clockPeriod(unit === 'minute' ? 1 : 60, utc, offsetAt)
      : datePeriod(unit, utc, offsetAt)
  return { startMs: start * minuteMs, endMs: end * minuteMs }
}

/** Minutes since 1970 in UTC, from the offset of the zone at such a minute. */
type OffsetAt = (minute: number) => number

function clockPeriod(length: number, utc: number, offsetAt: OffsetAt): readonly [number, number] {
  const offset = offsetAt(utc)
  const start = Math.floor((utc + offset) / length) * length - offset
  const end = start + length
  return [
    offsetAt(start) === offset ? start : changeBetween(start, utc, offset, offsetAt),
    offsetAt(end - 1) === offset ? end : changeBetween(utc, end - 1, offsetAt(end - 1), offsetAt),
  ]
}

function datePeriod(unit: 'day' | 'week' | 'month', utc: number, offsetAt: OffsetAt): readonly [number, number] {
  const day = Math.floor((utc + offsetAt(utc)) / 1440)
  const [first, next] = daysOf(unit, day)
  const start = startOfDay(first, offsetAt)
  const end = startOfDay(next, offsetAt)
  // Clocks that are set back over midnight show the end of a date twice: the second time belongs to the date that has begun.
  return utc < end ? [start, end] : [end, startOfDay(daysOf(unit, next)[1], offsetAt)]
}

/** The first day of the unit that contains a day, and that of the next unit, in days since 1970. */
function daysOf(unit: 'day' | 'week' | 'month', day: number): readonly [number, number] {
  switch (unit) {
    case 'day':
      return [day, day + 1]
    case 'week': {
      // 1970-01-01 was a Thursday.
      const monday = day - ((((day + 3) % 7) + 7) % 7)
      return [monday, monday + 7]
    }
    case 'month': {
      const date = new Date(day * 86_400_000)
      const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()]
      return [Date.UTC(year, month, 1) / 86_400_000, Date.UTC(year, month + 1, 1) / 86_400_000]
    }
  }
}

/** The first minute at which the wall clock shows a day or a later one. */
function startOfDay(day: number, offsetAt: OffsetAt): number {
  const midnight = day * 1440
  const isReached = (minute: number): boolean => minute + offsetAt(minute) >= midnight
  const before = offsetAt(midnight - 1440 * 2)
  const after = offsetAt(midnight + 1440 * 2)
  const [early, late] = before > after ? [midnight - before, midnight - after] : [midnight - after, midnight - before]
  if (isReached(early)) return early
  // Midnight is skipped, or the change is on another day: it is reached once, in between.
  let [no, yes] = [early, late]
  while (yes - no > 1) {
    const middle = Math.floor((no + yes) / 2)
    if (isReached(middle)) yes = middle
    else no = middle
  }
  return yes
}

/** The first minute after `from`, up to `to`, at which the offset is that of `to`; there is one change in between. */
function changeBetween(from: number, to: number, offset: number, offsetAt: OffsetAt): number {
  let [no, yes] = [from, to]
  while (yes - no > 1) {
    const middle = Math.floor((no + yes) / 2)
    if (offsetAt(middle) === offset) yes = middle
    else no = middle
  }
  return yes
}
