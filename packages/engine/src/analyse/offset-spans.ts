import { createZoneReader, type ZoneReader } from '@tidegate/values'

/** A stretch (UTC minutes, half-open) in which no zone changes its offset. */
export interface OffsetSpan {
  readonly from: number
  readonly until: number
  /** Answers for any instant of the stretch, at once. */
  readonly zones: ZoneReader
}

const day = 1440

/**
 * The time between two UTC minutes, cut where one of the zones changes its offset. O(days × zones), some 50 ms for a zone and the
 * time that windows are judged in.
 *
 * INVARIANT: no zone changes its offset twice within 24 hours (between 2020 and 2100).
 */
export function offsetSpans(names: readonly string[], from: number, until: number): readonly OffsetSpan[] {
  const zones = createZoneReader()
  const offsetAt = (zone: string, minute: number): number => zones.offsetMinutes(zone, minute * 60_000)
  const cuts = new Set<number>()
  for (const zone of new Set(names)) {
    if (zone === 'UTC') continue
    let before = offsetAt(zone, from)
    for (let minute = from; minute < until;) {
      const next = Math.min(minute + day, until)
      const after = offsetAt(zone, next)
      if (after !== before) cuts.add(changeBetween((at) => offsetAt(zone, at) === before, minute, next))
      before = after
      minute = next
    }
  }
  const starts = [from, ...[...cuts].filter((cut) => cut > from && cut < until).toSorted((x, y) => x - y)]
  return starts.map((start, index): OffsetSpan => {
    const offsets = new Map(names.map((zone) => [zone, offsetAt(zone, start)]))
    return {
      from: start,
      until: starts[index + 1] ?? until,
      zones: { offsetMinutes: (zone) => offsets.get(zone) ?? 0 },
    }
  })
}

/** The first minute after `before` for which `isBefore` no longer holds. */
function changeBetween(isBefore: (minute: number) => boolean, before: number, after: number): number {
  let low = before
  let high = after
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (isBefore(middle)) low = middle
    else high = middle
  }
  return high
}
