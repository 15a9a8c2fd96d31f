import type { BlockStatement } from '../../syntax/ast/rules.ts'
import type { Checking } from '../checking.ts'
import { conditionOf } from '../conditions/typed.ts'
import { typeCondition } from '../conditions/type-condition.ts'
import { requirePresence } from '../presence/require-presence.ts'
import type { Unit } from '../unit.ts'
import type { BlockDraft, DraftGuard } from './draft.ts'
import { robotsGuard } from './robots-guard.ts'
import { frameRule } from './rule-frame.ts'

/** Checks `block CONDITION`. The condition and the guards are one conjunction. */
export function lowerBlock(
  checking: Checking,
  unit: Unit,
  statement: BlockStatement,
  around: readonly DraftGuard[] | undefined,
): BlockDraft | undefined {
  const typed = typeCondition(checking, unit, statement.condition)
  const frame = frameRule(checking, unit, statement, around, typed)
  if (typed === undefined || frame === undefined) return undefined
  requirePresence(checking, typed, { holds: true, established: frame.established, whenAbsent: true })
  const condition = conditionOf(typed)
  const guards = [...frame.base.guards, ...robotsGuard(checking, condition, frame.base)]
  return { ...frame.base, kind: 'block', condition, typed, guards }
}
