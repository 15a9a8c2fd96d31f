import { negate } from '@tidegate/model'
import { formatCondition } from '../../format/format-condition.ts'
import { formatRule } from '../../format/format-rule.ts'
import { formatWindow } from '../../format/format-window.ts'
import type { ConditionClause, RuleStatement } from '../../syntax/ast/rules.ts'
import type { Checking } from '../checking.ts'
import { conditionOf, type Typed } from '../conditions/typed.ts'
import { typeCondition } from '../conditions/type-condition.ts'
import { windowCondition } from '../conditions/window-condition.ts'
import { establishedBy, unionOf } from '../presence/established-by.ts'
import { resolveWindow } from '../sets/resolve-window.ts'
import type { Unit } from '../unit.ts'
import { checkClauses } from './check-clauses.ts'
import type { DraftGuard, RuleFrame } from './draft.ts'
import { establishedTogether } from './enclosing-guards.ts'
import { requirePresence } from '../presence/require-presence.ts'

/**
 * Checks the guards and clauses of a rule. Returns undefined, after a report, if one has an error. `own` is the rule's condition
 * if it is a conjunct of the guards: clauses may rely on the facts that it establishes.
 */
export function frameRule(
  checking: Checking,
  unit: Unit,
  statement: RuleStatement,
  around: readonly DraftGuard[] | undefined,
  own: Typed | undefined,
): RuleFrame | undefined {
  const { clauses } = statement
  const reply = checkClauses(checking, statement)
  const during = guardDuring(checking, unit, statement)
  const when = guardOf(checking, unit, clauses.when, 'when')
  const unless = guardOf(checking, unit, clauses.unless, 'unless')
  if (around === undefined || during === 'wrong' || when === 'wrong' || unless === 'wrong') return undefined
  const guards = [...around, ...[during, when, unless].filter((guard) => guard !== undefined)]
  requireOfClauses(checking, statement, guards, own)
  const base = {
    unit,
    statement,
    shadow: statement.shadow,
    guards,
    text: formatRule(statement),
    place: checking.report.place(statement.span),
    ...(clauses.as !== undefined && { name: clauses.as.name }),
    ...(reply !== undefined && { reply }),
    ...(clauses.log !== undefined && { log: clauses.log.level }),
  }
  return { base, established: establishedTogether(guards) }
}

function guardDuring(checking: Checking, unit: Unit, { clauses }: RuleStatement): DraftGuard | undefined | 'wrong' {
  if (clauses.during === undefined) return undefined
  const { window, span } = clauses.during
  const condition = windowCondition(checking, resolveWindow(checking, unit, window))
  if (checking.countTests(condition) > checking.limits.tests) {
    checking.report.add('TG357', span, `expected at most ${checking.limits.tests} tests in all rules together`)
    return 'wrong'
  }
  return {
    source: 'during',
    condition,
    text: formatWindow(window),
    place: checking.report.place(span),
    establishes: new Set(),
  }
}

function guardOf(
  checking: Checking,
  unit: Unit,
  clause: ConditionClause | undefined,
  source: 'when' | 'unless',
): DraftGuard | undefined | 'wrong' {
  if (clause === undefined) return undefined
  const typed = typeCondition(checking, unit, clause.condition)
  if (typed === undefined) return 'wrong'
  const condition = conditionOf(typed)
  return {
    source,
    condition: source === 'when' ? condition : negate(condition),
    text: formatCondition(clause.condition),
    place: checking.report.place(clause.span),
    establishes: establishedBy(typed, source === 'when'),
    typed,
  }
}

/**
 * Checks that the clauses of a rule handle absent facts. All clauses are one conjunction, so each may rely on the others. An
 * `unless` is checked as written, because it keeps the rule from applying, and an absent fact must not do so by accident. An
 * `unless` of an `exempt` rule is checked the other way round.
 */
function requireOfClauses(
  checking: Checking,
  { kind }: RuleStatement,
  guards: readonly DraftGuard[],
  own: Typed | undefined,
): void {
  for (const guard of guards) {
    if (guard.typed === undefined || guard.source === 'where') continue
    const others = guards.length === 1 ? [] : guards.filter((other) => other !== guard)
    const byOthers = establishedTogether(others)
    const established = own === undefined ? byOthers : unionOf([byOthers, establishedBy(own, true)])
    const exempts = kind === 'exempt'
    const holds = guard.source === 'when' || !exempts
    const whenAbsent = guard.source === 'when' ? !exempts : exempts
    requirePresence(checking, guard.typed, { holds, established, whenAbsent })
  }
}
