import { createZoneReader, windowOpenings, type WindowSpec, type ZoneReader } from '@tidegate/values'
import { DateTime } from 'luxon'

const hourMs = 3_600_000
const referenceYear = 2026

/** A day on which a window behaves unexpectedly. */
export interface DstSurprise {
  /** `2026-03-29`. */
  readonly day: string
  /** What the window does, as a verb. */
  readonly surprise: string
}

/**
 * Creates a function that returns the days of a year on which clocks change in a window's time zone and the window opens twice, or not at
 * all. The days of each time zone are found once.
 */
export function createDstSurprises(): (spec: WindowSpec) => readonly DstSurprise[] {
  const zones = createZoneReader()
  const known = new Map<string, readonly number[]>()
  return (spec) => {
    const changes = known.get(spec.zone) ?? clockChanges(spec.zone)
    known.set(spec.zone, changes)
    return changes.flatMap((changeMs) => {
      const day = dayAt(changeMs, spec.zone)
      const surprise = surpriseOn(spec, day, zones)
      return surprise === undefined ? [] : [{ day, surprise }]
    })
  }
}

/**
 * Compares the openings on the day of a clock change with those on the same day of the week before and after. Returns what
 * is unusual: an extra opening, or none.
 */
function surpriseOn(spec: WindowSpec, day: string, zones: ZoneReader): string | undefined {
  const usual = Math.max(openingsOn(spec, day, -7, zones), openingsOn(spec, day, 7, zones))
  const found = openingsOn(spec, day, 0, zones)
  if (found > usual) return 'opens twice'
  return found === 0 && usual > 0 ? 'does not open' : undefined
}

/**
 * Returns how often the window opens on the day that is `shift` days later. WHY: by the local date of each opening, because where
 * clocks change at midnight the day begins at one o'clock, or has two midnights.
 */
function openingsOn(spec: WindowSpec, day: string, shift: number, zones: ZoneReader): number {
  const noon = DateTime.fromISO(`${day}T12:00:00`, { zone: 'UTC' }).plus({ days: shift })
  const wanted = noon.toISODate() ?? ''
  const [from, until] = [noon.toMillis() - 36 * hourMs, noon.toMillis() + 36 * hourMs]
  return windowOpenings(spec, from, until, zones, 50).filter(({ open }) => {
    return open > from && dayAt(open, spec.zone) === wanted
  }).length
}

function dayAt(ms: number, zone: string): string {
  return DateTime.fromMillis(ms, { zone }).toISODate() ?? ''
}

/** Returns the instants of the reference year, in ms, at which the offset of a zone changes. O(hours of a year) at worst, usually O(days). */
function clockChanges(zone: string): readonly number[] {
  const changes: number[] = []
  const end = DateTime.utc(referenceYear + 1).toMillis()
  let offset = offsetAt(zone, DateTime.utc(referenceYear).toMillis())
  for (let at = DateTime.utc(referenceYear).toMillis(); at < end; at += 24 * hourMs) {
    const next = offsetAt(zone, at + 24 * hourMs)
    if (next === offset) continue
    let hour = at
    while (offsetAt(zone, hour) === offset) hour += hourMs / 2
    changes.push(hour)
    offset = next
  }
  return changes
}

function offsetAt(zone: string, ms: number): number {
  return DateTime.fromMillis(ms, { zone }).offset
}
