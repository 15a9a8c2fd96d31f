import { createZoneReader } from '@tidegate/values'

const dayMs = 86_400_000
const quarterMs = 900_000

/**
 * The instant at which the clocks of a zone show a time, given as if it were UTC; times one after the other, as a log has them. An hour that
 * the clocks show twice is the one nearer to the instant before; one that they leave out counts as if they had not.
 */
export type LocalTime = (shownMs: number) => number

/** Local time of a zone. Throws a `RangeError` for a zone that is not known. */
export function createLocalTime(zone: string): LocalTime {
  const zones = createZoneReader()
  const offsetAt = (instantMs: number): number => zones.offsetMinutes(zone, instantMs) * 60_000
  offsetAt(0)
  let lastMs = Number.NaN
  // WHY: clocks change at quarters of an hour, so that most times need no look at the zone.
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
