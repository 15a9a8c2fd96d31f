import { createZoneReader } from '@tidegate/values'

const dayMs = 86_400_000
const quarterMs = 900_000

/**
 * Returns the instant at which the clocks of a zone show a time, which is given as if it were UTC. Call it for times in the order
 * of a log: if the clocks show a time twice, it returns the instant that is nearer to the previous one. A time that the clocks
 * skip is read with the offset that applied before the change.
 */
export type LocalTime = (shownMs: number) => number

/** Creates the conversion from local time in a zone. Throws a `RangeError` for an unknown zone. */
export function createLocalTime(zone: string): LocalTime {
  const zones = createZoneReader()
  const offsetAt = (instantMs: number): number => zones.offsetMinutes(zone, instantMs) * 60_000
  offsetAt(0)
  let lastMs = Number.NaN
  // WHY: clocks change at quarters of an hour, so most times need no lookup of the zone's offset.
  let quarter = Number.NaN
  let offsetOfQuarter = 0

  function lookUp(shownMs: number): number {
    const before = offsetAt(shownMs - dayMs)
    const after = offsetAt(shownMs + dayMs)
    if (before === after) {
      quarter = Math.floor(shownMs / quarterMs)
      offsetOfQuarter = before
      return shownMs - before
    }
    quarter = Number.NaN
    const [early, late] = [shownMs - Math.max(before, after), shownMs - Math.min(before, after)]
    const fitting = [early, late].filter((instantMs) => instantMs + offsetAt(instantMs) === shownMs)
    if (fitting.length === 1) return fitting[0]!
    if (fitting.length === 0) return shownMs - before
    return Math.abs(late - lastMs) < Math.abs(early - lastMs) ? late : early
  }

  return (shownMs) => {
    lastMs = Math.floor(shownMs / quarterMs) === quarter ? shownMs - offsetOfQuarter : lookUp(shownMs)
    return lastMs
  }
}
