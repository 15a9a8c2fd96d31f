import { counterFault, maxPeriodMs } from '@tidegate/model'
import type { PeriodAst } from '../../syntax/ast/rules.ts'
import type { Checking } from '../checking.ts'
import { helpForRate } from './whole-rate.ts'

const unitMs: Readonly<Record<PeriodAst['unit'], number>> = {
  second: 1_000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
}

/**
 * Returns a period in ms, or undefined, after a report, if it is not a whole number of units, too long, or too long for N or for the burst. A host can
 * lower the bounds of counters, but not raise them.
 */
export function readPeriod(
  { report, limits }: Checking,
  { amount, unit, span }: PeriodAst,
  count: number | undefined,
  burst: number | undefined,
): number | undefined {
  const ms = amount * unitMs[unit]
  if (!Number.isInteger(amount) || amount < 1) {
    report.add('TG304', span, `a period must be a whole number of ${unit}s, at least 1`, {
      help: count === undefined ? undefined : helpForRate(count, { amount, unit }),
    })
    return undefined
  }
  const maxDays = Math.min(limits.periodDays, maxPeriodMs / unitMs.day)
  if (ms > maxDays * unitMs.day) {
    report.add('TG304', span, `a period must be at most ${maxDays} days`)
    return undefined
  }
  const fault = counterFault({ count: count ?? 1, periodMs: ms, ...(burst !== undefined && { burst }) })
  if (fault === 'count-product') {
    const needed = `N times the period in ms must be below 2^53`
    report.add('TG304', span, `${count} requests in a period this long cannot be counted exactly: ${needed}`)
    return undefined
  }
  if (fault === 'burst-product') {
    const needed = `the burst times the period in ms must be below 2^53`
    report.add('TG304', span, `a burst of ${burst} with a period this long cannot be counted exactly: ${needed}`)
    return undefined
  }
  return ms
}
