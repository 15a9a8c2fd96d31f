import { createZoneReader, isZone } from '@tidegate/values'

/** Formats of an instant, for messages. */
export const instantForms =
  '2026-11-18T10:00Z, 2026-11-18T12:00+02:00, 2026-11-18T12:00[Europe/Bucharest], or 10:00 for that time in UTC on the same day'

/**
 * Returns the instant that a text names, in milliseconds since 1970: ISO 8601 with an offset, `Z` or `[Zone/Name]`, otherwise UTC; a time
 * of day such as `10:00` is on the day of `nowMs`, in UTC. Undefined for other texts, and for dates and times that do not exist.
 */
export function parseInstant(text: string, nowMs: number): number | undefined {
  const parts =
    /^(?:(\d{4}-\d\d-\d\d)(?:[T ]|$))?(?:(\d{1,2}):(\d\d)(?::(\d\d)(?:\.(\d{1,3}))?)?)?(Z|[+-]\d\d:?\d\d)?(?:\[([^\]]+)\])?$/i.exec(
      text.trim(),
    )
  if (parts === null) return undefined
  const [, date, hours, minutes = '00', seconds = '00', fraction = '0', offset, zone] = parts
  if (
    (date === undefined && hours === undefined) ||
    Number(hours ?? 0) > 23 ||
    Number(minutes) > 59 ||
    Number(seconds) > 59
  ) {
    return undefined
  }
  const day = date ?? new Date(nowMs).toISOString().slice(0, 10)
  const midnightMs = Date.parse(`${day}T00:00:00Z`)
  if (Number.isNaN(midnightMs) || new Date(midnightMs).toISOString().slice(0, 10) !== day) return undefined
  const clockMs =
    ((Number(hours ?? 0) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000 + Number(fraction.padEnd(3, '0'))
  const wallMs = midnightMs + clockMs
  if (offset !== undefined) return wallMs - offsetMs(offset)
  if (zone === undefined) return wallMs
  return isZone(zone) ? instantOf(wallMs, zone) : undefined
}

function offsetMs(offset: string): number {
  if (/^z$/i.test(offset)) return 0
  const digits = offset.replace(':', '')
  const minutes = Number(digits.slice(1, 3)) * 60 + Number(digits.slice(3))
  return (digits.startsWith('-') ? -minutes : minutes) * 60_000
}

/**
 * Returns the instant at which the clocks of a zone show a wall time. If there are two such instants, it is the earlier one; a time that
 * the clocks skip is read with the offset that gives the later instant.
 */
function instantOf(wallMs: number, zone: string): number {
  const zones = createZoneReader()
  const offsetAt = (instantMs: number): number => zones.offsetMinutes(zone, instantMs) * 60_000
  const candidates = [offsetAt(wallMs - 86_400_000), offsetAt(wallMs + 86_400_000)].map((offset) => wallMs - offset)
  const exact = candidates.filter((instantMs) => instantMs + offsetAt(instantMs) === wallMs)
  return exact.length > 0 ? Math.min(...exact) : Math.max(...candidates)
}
