import { readWindow } from './wall-window.ts'
import type { WindowSpec } from './window-spec.ts'
import { windowStep } from './window-step.ts'
import type { ZoneReader } from './zone-offset.ts'

/**
 * Returns the first instant after `fromMs` (ms since 1970) at which the window opens, if it is closed, or closes, if it is open;
 * `undefined` if it does neither within `horizonDays` days (default 400). O(days × bounds of the window), a few ms per year; throws
 * a `RangeError` for an unknown zone.
 */
export function nextWindowChange(
  spec: WindowSpec,
  fromMs: number,
  zones: ZoneReader,
  horizonDays: number = 400,
): number | undefined {
  const window = readWindow(spec)
  const horizon = fromMs + horizonDays * 86_400_000
  let step = windowStep(window, spec.zone, fromMs, zones)
  const open = step.open
  while (step.until <= horizon) {
    const at = step.until
    step = windowStep(window, spec.zone, at, zones)
    if (step.open !== open) return at
  }
  return undefined
}
