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

/** Returns the days of a year on which clocks change in the window's time zone and the window opens twice, or not at all. */
export function dstSurprises(spec: WindowSpec): readonly DstSurprise[] {
  const zones = createZoneReader()
  return clockChanges(spec.zone).flatMap((changeMs) => {
    const surprise = surpriseAt(spec, changeMs, zones)
    if (surprise === undefined) return []
    return [{ day: DateTime.fromMillis(changeMs, { zone: spec.zone }).toISODate() ?? '', surprise }]
  })
}

/**
 * Compares the openings on the day of a clock change with those on the same day of the week before and after. Returns what
 * is unusual: an extra opening, or none.
 */
function surpriseAt(spec: WindowSpec, changeMs: number, zones: ZoneReader): string | undefined {
  const day = DateTime.fromMillis(changeMs, { zone: spec.zone }).startOf('day')
  const openingsOf = (start: DateTime): number =>
    windowOpenings(spec, start.toMillis(), start.plus({ days: 1 }).toMillis(), zones, 50).length
  const usual = Math.max(openingsOf(day.minus({ weeks: 1 })), openingsOf(day.plus({ weeks: 1 })))
  const found = openingsOf(day)
  if (found > usual) return 'opens twice'
  return found === 0 && usual > 0 ? 'does not open' : undefined
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
