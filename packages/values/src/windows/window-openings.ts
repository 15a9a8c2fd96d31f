import { readWindow } from './wall-window.ts'
import type { WindowSpec } from './window-spec.ts'
import { windowStep } from './window-step.ts'
import type { ZoneReader } from './zone-offset.ts'

/** One period in which a window is open, in ms since 1970: `open` ≤ t < `close`. */
export interface WindowOpening {
  readonly open: number
  readonly close: number
}

/**
 * Returns the periods between `fromMs` and `untilMs` in which the window is open, in order and limited to those bounds; at most
 * the first `atMost` of them (default 10,000). Empty if it never opens in between. A clock span yields two periods on one day if
 * the zone's clock is set back across it. O(days × bounds of the window).
 */
export function windowOpenings(
  spec: WindowSpec,
  fromMs: number,
  untilMs: number,
  zones: ZoneReader,
  atMost: number = 10_000,
): readonly WindowOpening[] {
  const window = readWindow(spec)
  const openings: WindowOpening[] = []
  let openedAt: number | undefined
  for (let at = fromMs; at < untilMs && openings.length < atMost;) {
    const step = windowStep(window, spec.zone, at, zones)
    if (step.open) {
      openedAt ??= at
    } else if (openedAt !== undefined) {
      openings.push({ open: openedAt, close: at })
      openedAt = undefined
    }
    at = step.until
  }
  if (openedAt !== undefined && openings.length < atMost) openings.push({ open: openedAt, close: untilMs })
  return openings
}
