import type { Findable } from './findable.ts'
import { dstSurprises } from './dst-surprises.ts'
import { specsOf } from './window-specs.ts'

/** TG418: a window that opens twice, or not at all, on the day of a clock change in its time zone. */
export function findDstSurprises({ checking }: Findable): void {
  for (const { spec, span } of specsOf(checking)) {
    if (spec.zone === 'UTC' || spec.terms.some(({ dates }) => dates !== undefined)) continue
    for (const { day, surprise } of dstSurprises(spec)) {
      checking.report.add(
        'TG418',
        span,
        `when the clocks change in ${spec.zone}, for example on ${day}, the window ${surprise}`,
        {
          help: 'a window follows local time; in UTC no hour is skipped or repeated',
        },
      )
    }
  }
}
