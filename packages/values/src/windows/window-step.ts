import { isOpenOnWall, nextBoundary, type WallWindow } from './wall-window.ts'
import type { ZoneReader } from './zone-offset.ts'

/** A period (ms since 1970, half-open) in which a window is certainly open, or certainly closed. */
export interface WindowStep {
  readonly open: boolean
  /** The start of the next period, which may have the same state. */
  readonly until: number
}

/**
 * Returns whether the window is open at an instant and for how long this is certain: to the next bound of the window on its wall
 * clock, the next midnight there, or the next change of the zone's offset, whichever comes first; at most 24 hours.
 *
 * INVARIANT: no zone changes its offset twice within 24 hours (between 2020 and 2100), so that equal offsets at both ends of a step
 * mean that there is no change in between.
 */
export function windowStep(window: WallWindow, zone: string, instantMs: number, zones: ZoneReader): WindowStep {
  const utc = Math.floor(instantMs / 60_000)
  const offset = zones.offsetMinutes(zone, instantMs)
  const day = Math.floor((utc + offset) / 1440)
  const minute = utc + offset - day * 1440
  const open = isOpenOnWall(window, day, minute)
  let until = utc + nextBoundary(window, day, minute) - minute
  if (zones.offsetMinutes(zone, until * 60_000) !== offset) {
    let before = utc
    while (until - before > 1) {
      const middle = Math.floor((before + until) / 2)
      if (zones.offsetMinutes(zone, middle * 60_000) === offset) before = middle
      else until = middle
    }
  }
  return { open, until: until * 60_000 }
}
