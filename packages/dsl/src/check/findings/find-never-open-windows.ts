import { createZoneReader, parseDay, windowOpenings, type WindowSpec } from '@tidegate/values'
import { specsOf } from './window-specs.ts'
import type { Findable } from './findable.ts'

const dayMs = 86_400_000

/** TG417: a window that is never open: its exceptions remove all of it, or its dates include none of its days. */
export function findNeverOpenWindows({ checking, work }: Findable): void {
  const zones = createZoneReader()
  for (const { spec, span } of work.each(specsOf(checking), (placed) => placed.span)) {
    const { from, until } = horizonOf(spec)
    // Each day is compared with each term, in the worst case.
    if (!work.spend(((until - from) / dayMs) * (spec.terms.length + spec.except.length))) continue
    if (spec.terms.length === 0 || windowOpenings(spec, from, until, zones, 1).length > 0) continue
    checking.report.add('TG417', span, 'the window is never open', {
      help: 'check which days its dates include, and what `except` removes',
    })
  }
}

/**
 * Returns a period in which a window opens if it ever opens: from its first to its last date, at most ten years; or, if it is
 * not restricted to dates, two years, which include every weekday, date and clock change.
 */
function horizonOf({ terms }: WindowSpec): { readonly from: number; readonly until: number } {
  const days = terms.flatMap(({ dates }) =>
    dates === undefined ? [] : [parseDay(dates.first) ?? 0, parseDay(dates.last) ?? 0],
  )
  const undated = terms.some(({ dates }) => dates === undefined)
  const reference = (parseDay('2026-01-01') ?? 0) * dayMs
  const from = undated || days.length === 0 ? reference : (Math.min(...days) - 1) * dayMs
  const last = undated || days.length === 0 ? reference + 730 * dayMs : (Math.max(...days) + 2) * dayMs
  return { from, until: Math.min(last, from + 3_660 * dayMs) }
}
