import type { PeriodAst } from '../../syntax/ast/rules.ts'
import type { Checking } from '../checking.ts'

const unitMs: Readonly<Record<PeriodAst['unit'], number>> = {
  second: 1_000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
}

/** Returns a period in ms, or undefined, after a report, if it is not a whole number of units, too long, or too long for N. */
export function readPeriod(
  { report, limits }: Checking,
  { amount, unit, span }: PeriodAst,
  count: number | undefined,
): number | undefined {
  const ms = amount * unitMs[unit]
  if (!Number.isInteger(amount) || amount < 1) {
    report.add('TG304', span, `a period must be a whole number of ${unit}s, at least 1`)
    return undefined
  }
  if (ms > limits.periodDays * unitMs.day) {
    report.add('TG304', span, `a period must be at most ${limits.periodDays} days`)
    return undefined
  }
  // WHY: counters multiply N by the period in double precision.
  if (count !== undefined && count * ms > Number.MAX_SAFE_INTEGER) {
    report.add(
      'TG304',
      span,
      `${count} requests in a period this long cannot be counted exactly: N times the period in ms must be below 2^53`,
    )
    return undefined
  }
  return ms
}
