import { readWindow } from './wall-window.ts'
import type { WindowSpec } from './window-spec.ts'
import { windowStep } from './window-step.ts'
import type { ZoneReader } from './zone-offset.ts'

/** Which windows are open, and the period (ms since 1970) in which this is valid: `from` ≤ t < `until`. */
export interface WindowRow {
  /** Bit `i & 31` of word `i >>> 5` is set if window `i` is open. */
  readonly open: Uint32Array
  readonly from: number
  readonly until: number
}

/**
 * Returns the row of open windows at an instant. It is valid from the start of the instant's UTC minute to the next instant at
 * which any of the windows may open or close, at most 24 hours; both ends are given, so that a clock that is set back is noticed
 * too. O(terms of all windows); throws a `RangeError` for an unknown zone.
 */
export function openWindows(specs: readonly WindowSpec[], instantMs: number, zones: ZoneReader): WindowRow {
  const open = new Uint32Array((specs.length + 31) >>> 5)
  const from = Math.floor(instantMs / 60_000) * 60_000
  let until = from + 86_400_000
  for (const [index, spec] of specs.entries()) {
    const step = windowStep(readWindow(spec), spec.zone, instantMs, zones)
    if (step.open) open[index >>> 5]! |= 1 << (index & 31)
    if (step.until < until) until = step.until
  }
  return { open, from, until }
}
