/** A half-open interval of every day in UTC, in minutes since midnight. If `from` is greater than `to`, it crosses midnight. */
export interface DayHours {
  /** 0 to 1,439. */
  readonly fromMinute: number
  /** 1 to 1,440; never equal to `fromMinute`. */
  readonly toMinute: number
}

/**
 * Parses `0400-0845`, `0400 0845`, `04:00-08:45` or `04.00 - 08.45`, always in UTC; returns undefined for anything else. Equal
 * ends mean the whole day; `2400` as an end means midnight. O(n).
 */
export function parseDayHours(text: string): DayHours | undefined {
  const spaced = text.trim().replaceAll(/\s+/g, ' ')
  const match = /^(\d{1,2}[:.]\d{2}|\d{4})(?: ?- ?| )(\d{1,2}[:.]\d{2}|\d{4})(?: ?(?:utc|gmt|z))?$/i.exec(spaced)
  const from = minutesOf(match?.[1] ?? '')
  const to = minutesOf(match?.[2] ?? '')
  if (from === undefined || to === undefined || from === 1440) return undefined
  if (from === to || (from === 0 && to === 0)) return { fromMinute: 0, toMinute: 1440 }
  return { fromMinute: from, toMinute: to === 0 ? 1440 : to }
}

/** Whether the hours include a minute of the day (0 to 1,439, UTC). */
export function isWithin(hours: DayHours, minute: number): boolean {
  const { fromMinute, toMinute } = hours
  return fromMinute < toMinute ? minute >= fromMinute && minute < toMinute : minute >= fromMinute || minute < toMinute
}

function minutesOf(clock: string): number | undefined {
  const match = /^(\d{1,2})[:.]?(\d{2})$/.exec(clock)
  if (match === null) return undefined
  const hours = Number(match[1])
  const minutes = Number(match[2])
  if (minutes > 59 || hours > 24 || (hours === 24 && minutes > 0)) return undefined
  return hours * 60 + minutes
}
