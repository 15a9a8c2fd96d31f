import { maxCount } from '@tidegate/model'
import type { NumberLiteral } from '../../syntax/ast/leaves.ts'
import type { LimitStatement } from '../../syntax/ast/rules.ts'
import type { Checking } from '../checking.ts'
import type { Unit } from '../unit.ts'
import type { DraftGuard, LimitDraft } from './draft.ts'
import { lowerCost } from './lower-cost.ts'
import { lowerKey } from './lower-key.ts'
import { readCount } from './read-count.ts'
import { readBlock, readPeriod } from './read-period.ts'
import { frameRule } from './rule-frame.ts'

/** Checks `limit N per PERIOD per KEY` and `limit N at once per KEY`. Also undefined, without a report, if N is a number that the imported file disables. */
export function lowerLimit(
  checking: Checking,
  unit: Unit,
  statement: LimitStatement,
  around: readonly DraftGuard[] | undefined,
): LimitDraft | undefined {
  const { clauses } = statement
  const frame = frameRule(checking, unit, statement, around, undefined)
  const count = readCount(checking, unit, statement.count, statement.period)
  const burst = clauses.burst && readBurst(checking, clauses.burst.count)
  const period = readPeriod(checking, unit, statement.period, count, burst)
  const key = lowerKey(checking, unit, statement, frame?.established)
  const cost = clauses.costing && lowerCost(checking, unit, statement, clauses.costing.cost, count, frame?.established)
  const blockMs = clauses.thenBlock && readBlock(checking, clauses.thenBlock.duration)
  const statuses = clauses.countingReplies && readStatuses(checking, clauses.countingReplies.statuses)
  if (frame === undefined || count === undefined || period === undefined || key === undefined) return undefined
  return {
    ...frame.base,
    kind: 'limit',
    statement,
    count,
    period,
    key,
    ...(cost !== undefined && { cost }),
    ...(blockMs !== undefined && { blockMs }),
    includingRefused: clauses.includingRefused !== undefined,
    ...(statuses !== undefined && { countingReplies: statuses }),
    ...(clauses.replaces !== undefined && { replaces: clauses.replaces.name }),
  }
}

function readBurst({ report, limits }: Checking, { value, span }: NumberLiteral): number | undefined {
  const max = Math.min(limits.count, maxCount)
  if (Number.isInteger(value) && value >= 1 && value <= max) return value
  report.add('TG305', span, `a burst must be a whole number from 1 to ${max}, not \`${value}\``)
  return undefined
}

function readStatuses({ report }: Checking, statuses: readonly NumberLiteral[]): readonly number[] {
  for (const { value, span } of statuses) {
    if (!Number.isInteger(value) || value < 100 || value > 599) {
      report.add('TG307', span, `\`${value}\` is not an HTTP status: expected 100 to 599`)
    }
  }
  return [...new Set(statuses.map(({ value }) => value))].toSorted((a, b) => a - b)
}
