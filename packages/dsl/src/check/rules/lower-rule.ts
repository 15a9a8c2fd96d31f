import type { RuleStatement } from '../../syntax/ast/rules.ts'
import type { Checking } from '../checking.ts'
import type { Unit } from '../unit.ts'
import type { Draft, DraftGuard } from './draft.ts'
import { lowerAllowOnly } from './lower-allow-only.ts'
import { lowerBlock } from './lower-block.ts'
import { lowerExempt } from './lower-exempt.ts'
import { lowerLimit } from './lower-limit.ts'

type Lower<K extends RuleStatement['kind']> = (
  checking: Checking,
  unit: Unit,
  statement: Extract<RuleStatement, { kind: K }>,
  around: readonly DraftGuard[] | undefined,
) => Draft | undefined

const lowerByKind: { readonly [K in RuleStatement['kind']]: Lower<K> } = {
  block: lowerBlock,
  'allow-only': lowerAllowOnly,
  limit: lowerLimit,
  exempt: lowerExempt,
}

/** Checks the parts of a rule. Returns its draft, or undefined, after a report, if a part has an error. */
export function lowerRule<K extends RuleStatement['kind']>(
  checking: Checking,
  unit: Unit,
  statement: Extract<RuleStatement, { kind: K }>,
  around: readonly DraftGuard[] | undefined,
): Draft | undefined {
  const lower: Lower<K> = lowerByKind[statement.kind as K]
  return lower(checking, unit, statement, around)
}
