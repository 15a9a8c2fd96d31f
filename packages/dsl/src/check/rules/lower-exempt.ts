import type { ExemptStatement } from '../../syntax/ast/rules.ts'
import type { Checking } from '../checking.ts'
import { conditionOf } from '../conditions/typed.ts'
import { typeCondition } from '../conditions/type-condition.ts'
import { requirePresence } from '../presence/require-presence.ts'
import type { Unit } from '../unit.ts'
import type { DraftGuard, ExemptDraft } from './draft.ts'
import { frameRule } from './rule-frame.ts'

/** Checks `exempt CONDITION from …`. The names of the limits are resolved later, when all rules are known. */
export function lowerExempt(
  checking: Checking,
  unit: Unit,
  statement: ExemptStatement,
  around: readonly DraftGuard[] | undefined,
): ExemptDraft | undefined {
  const typed = typeCondition(checking, unit, statement.condition)
  const frame = frameRule(checking, unit, statement, around, typed)
  if (typed === undefined || frame === undefined) return undefined
  requirePresence(checking, typed, { holds: true, established: frame.established, whenAbsent: false })
  return {
    ...frame.base,
    kind: 'exempt',
    statement,
    condition: conditionOf(typed),
    typed,
    ...(statement.limits !== undefined && { limits: statement.limits }),
  }
}
