import type { Findable } from './findable.ts'
import { createDstSurprises } from './dst-surprises.ts'
import { specsOf } from './window-specs.ts'

/** A day of a clock change and the same days of the weeks around it, of which each may have many openings. */
const stepsPerTerm = 1_000

/** TG418: a window that opens twice, or not at all, on the day of a clock change in its time zone. */
export function findDstSurprises({ checking, work }: Findable): void {
  // WHY: created for the first window that needs it, so that other policies are checked without the time zones.
  let surprises: ReturnType<typeof createDstSurprises> | undefined
  for (const { spec, span } of work.each(specsOf(checking), (placed) => placed.span)) {
    if (spec.zone === 'UTC' || spec.terms.some(({ dates }) => dates !== undefined)) continue
    if (!work.spend(stepsPerTerm * (spec.terms.length + spec.except.length))) continue
    surprises ??= createDstSurprises()
    for (const { day, surprise } of surprises(spec)) {
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
