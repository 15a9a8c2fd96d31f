import { counterFault, type LimitPeriod, maxPeriodMs } from '@tidegate/model'
import type { DurationAst, DurationUnit, PeriodAst } from '../../syntax/ast/rules.ts'
import type { Checking } from '../checking.ts'
import { zoneOf } from '../sets/zone-of.ts'
import type { Unit } from '../unit.ts'
import { helpForRate } from './whole-rate.ts'

const unitMs: Readonly<Record<DurationUnit, number>> = {
  second: 1_000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
}

/**
 * Returns when the places of a limit become free again, or undefined, after a report, if a sliding period is not a whole number of units, too long, or
 * too long for N or for the burst. A host can lower the bounds of counters, but not raise them.
 */
export function readPeriod(
  checking: Checking,
  unit: Unit,
  period: PeriodAst,
  count: number | undefined,
  burst: number | undefined,
): LimitPeriod | undefined {
  switch (period.kind) {
    case 'sliding': {
      const periodMs = readSliding(checking, period, count, burst)
      return periodMs === undefined ? undefined : { kind: 'sliding', periodMs, ...(burst !== undefined && { burst }) }
    }
    case 'calendar':
      return { kind: 'calendar', unit: period.unit, zone: zoneOf(checking, unit, period.zone) }
    case 'at-once':
      return { kind: 'at-once' }
  }
}

/** Returns the duration of `then block for` in ms; undefined, after a report, if it is not a whole number of units or too long. */
export function readBlock({ report, limits }: Checking, { amount, unit, span }: DurationAst): number | undefined {
  const ms = amount * unitMs[unit]
  if (!Number.isInteger(amount) || amount < 1) {
    report.add('TG315', span, `a block must be a whole number of ${unit}s, at least 1`, {
      help: 'write a part of a unit in a smaller one, such as `90 minutes` for an hour and a half',
    })
    return undefined
  }
  const maxDays = Math.min(limits.periodDays, maxPeriodMs / unitMs.day)
  if (ms <= maxDays * unitMs.day) return ms
  report.add('TG315', span, `a block must be at most ${maxDays} days`, {
    help: 'to keep clients out for good, add them to a list, and write `block ip in …`',
  })
  return undefined
}

function readSliding(
  { report, limits }: Checking,
  { amount, unit, span }: DurationAst,
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
