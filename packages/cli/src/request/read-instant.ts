import { DateTime } from 'luxon'
import { CannotRun } from '../io.ts'

/**
 * The instant that a flag names, in milliseconds since 1970: ISO 8601 with an offset, `Z` or `[Zone/Name]`; without one,
 * UTC; a bare clock such as `10:00` is today in UTC. Absent: now.
 */
export function readInstant(text: string | undefined, nowMs: number): number {
  if (text === undefined) return nowMs
  const clock = /^\d{1,2}:\d{2}(:\d{2}(\.\d{1,3})?)?$/.test(text)
  const today = DateTime.fromMillis(nowMs, { zone: 'utc' }).toISODate()
  const zone = /\[([^\]]+)\]$/.exec(text)?.[1]
  const written = zone === undefined ? text : text.slice(0, text.indexOf('['))
  const instant = DateTime.fromISO(clock ? `${today}T${written.padStart(5, '0')}` : written, { zone: zone ?? 'utc' })
  if (!instant.isValid) {
    throw new CannotRun(
      `\`${text}\` is no instant`,
      'write it as 2026-11-18T10:00Z, 2026-11-18T12:00+02:00, 2026-11-18T12:00[Europe/Bucharest] or 10:00',
    )
  }
  return instant.toMillis()
}
