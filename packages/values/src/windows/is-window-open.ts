import { isOpenOnWall, readWindow } from './wall-window.ts'
import type { WindowSpec } from './window-spec.ts'
import type { ZoneReader } from './zone-offset.ts'

/**
 * Whether the window is open at an instant (ms since 1970). The wall clock of the instant is compared with the window's bounds,
 * and durations are never added to a local start: times that a zone change skips never open, and times that it repeats open
 * twice. O(terms); throws a `RangeError` for an unknown zone.
 *
 * INVARIANT: bounds and, from 2020 to 2100, zone offsets are whole minutes, so that a result is valid for the whole UTC minute.
 */
export function isWindowOpen(spec: WindowSpec, instantMs: number, zones: ZoneReader): boolean {
  const wall = Math.floor(instantMs / 60_000) + zones.offsetMinutes(spec.zone, instantMs)
  const day = Math.floor(wall / 1440)
  return isOpenOnWall(readWindow(spec), day, wall - day * 1440)
}
