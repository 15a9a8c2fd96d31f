import type { AllowOnlyStatement } from '../../syntax/ast/rules.ts'
import type { Checking } from '../checking.ts'
import { conditionOf } from '../conditions/typed.ts'
import { typeCondition } from '../conditions/type-condition.ts'
import { requirePresence } from '../presence/require-presence.ts'
import type { Unit } from '../unit.ts'
import type { AllowOnlyDraft, DraftGuard } from './draft.ts'
import { robotsGuard } from './robots-guard.ts'
import { frameRule } from './rule-frame.ts'

/**
 * Checks `allow only CONDITION`. The condition may rely on facts that the guards establish, but the guards may not rely on the
 * condition.
 */
export function lowerAllowOnly(
  checking: Checking,
  unit: Unit,
  statement: AllowOnlyStatement,
  around: readonly DraftGuard[] | undefined,
): AllowOnlyDraft | undefined {
  const typed = typeCondition(checking, unit, statement.condition)
  const frame = frameRule(checking, unit, statement, around, undefined)
  if (typed === undefined || frame === undefined) return undefined
  requirePresence(checking, typed, { holds: true, established: frame.established, whenAbsent: false })
  const condition = conditionOf(typed)
  const guards = [...frame.base.guards, ...robotsGuard(checking, condition, frame.base)]
  return { ...frame.base, kind: 'allow-only', condition, typed, guards }
}
