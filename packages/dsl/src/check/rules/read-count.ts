import { maxCount } from '@tidegate/model'
import type { LimitStatement } from '../../syntax/ast/rules.ts'
import type { Checking } from '../checking.ts'
import { lookUp } from '../scope.ts'
import type { Unit } from '../unit.ts'
import { helpForRate } from './whole-rate.ts'

/**
 * Returns N of a limit, which is written as a number or as the name of an imported number. Undefined if it is invalid, which is
 * reported, or if the imported file disables it.
 */
export function readCount(
  checking: Checking,
  unit: Unit,
  count: LimitStatement['count'],
  period: LimitStatement['period'],
): number | undefined {
  const { report, limits } = checking
  const value = 'value' in count ? count.value : lookUp(checking, unit, count, ['number'])?.value
  if (value === undefined) return undefined
  const max = Math.min(limits.count, maxCount)
  if (Number.isInteger(value) && value >= 1 && value <= max) return value
  const help = value === 0 ? 'to refuse every request, write `block`' : helpForCount(value, max, period)
  report.add('TG303', count.span, `a limit must be a whole number from 1 to ${max}, not \`${value}\``, {
    help,
  })
  return undefined
}

function helpForCount(value: number, max: number, period: LimitStatement['period']): string | undefined {
  if (value > max) return 'a limit this high is never reached: leave it out'
  return period.kind === 'sliding' ? helpForRate(value, period) : undefined
}
