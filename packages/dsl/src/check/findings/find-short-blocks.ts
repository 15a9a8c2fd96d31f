import { durationText, type LimitPeriod, periodText } from '@tidegate/model'
import type { Findable } from './findable.ts'

const hourMs = 3_600_000

/** The length of the shortest calendar period of each unit: a day on which clocks go forward has 23 hours. */
const shortestMs = { minute: 60_000, hour: hourMs, day: 23 * hourMs, week: 167 * hourMs, month: 671 * hourMs } as const

/** TG452: after a block the count starts from zero, so a block that is shorter than the period lets more requests pass than the limit alone would. */
export function findShortBlocks({ checking, limits }: Findable): void {
  for (const { statement, period, count, blockMs } of limits) {
    const { thenBlock } = statement.clauses
    if (blockMs === undefined || thenBlock === undefined || blockMs >= refillMs(period, count)) continue
    checking.report.add(
      'TG452',
      thenBlock.span,
      `after ${durationText(blockMs)} the count starts from zero: clients get more than ${count} ${periodText(period)}`,
      { help: 'block for at least as long as the period, or leave `then block for` out' },
    )
  }
}

/** How long it takes until a limit that is exceeded admits as many requests again as one that starts from zero. */
function refillMs(period: LimitPeriod, count: number): number {
  switch (period.kind) {
    case 'sliding':
      return period.burst === undefined ? period.periodMs : (period.burst * period.periodMs) / count
    case 'calendar':
      return shortestMs[period.unit]
    case 'at-once':
      return 0
  }
}
