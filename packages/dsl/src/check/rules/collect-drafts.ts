import type { RuleStatement } from '../../syntax/ast/rules.ts'
import type { Checking } from '../checking.ts'
import { emptyBlocks, placedStatements } from '../unit.ts'
import { costCasesOf, type Draft } from './draft.ts'
import { createEnclosingGuards } from './enclosing-guards.ts'
import { lowerRule } from './lower-rule.ts'

/** Returns all rules of a policy, in the order of their files and texts; rules with errors are reported and left out. */
export function collectDrafts(checking: Checking): readonly Draft[] {
  const { report, limits, units } = checking
  const guards = createEnclosingGuards(checking)
  const names = new Map<string, RuleStatement>()
  const drafts: Draft[] = []
  let count = 0
  for (const unit of units) {
    for (const wheres of emptyBlocks(unit.ast.statements)) guards.around(unit, wheres)
    for (const { statement, wheres } of placedStatements(unit.ast.statements)) {
      const around = guards.around(unit, wheres)
      if (!isRule(statement)) continue
      if (++count === limits.rules + 1) report.add('TG352', statement.span, `expected at most ${limits.rules} rules`)
      if (count > limits.rules) continue
      checkName(checking, statement, names)
      const draft = lowerRule(checking, unit, statement, around)
      if (draft !== undefined && spendTests(checking, draft)) drafts.push(draft)
    }
  }
  return drafts
}

/** Whether the tests of a rule, including those of its guards, are within the limit; the first rule that exceeds it is reported. */
function spendTests({ report, limits, spent, countTests }: Checking, draft: Draft): boolean {
  const before = spent.tests
  if (draft.kind !== 'limit') spent.tests += countTests(draft.condition)
  for (const { condition } of [...draft.guards, ...costCasesOf(draft)]) spent.tests += countTests(condition)
  if (before <= limits.tests && spent.tests > limits.tests) {
    report.add('TG357', draft.statement.span, `expected at most ${limits.tests} tests in all rules together`)
  }
  return spent.tests <= limits.tests
}

function isRule(statement: { readonly kind: string }): statement is RuleStatement {
  return 'clauses' in statement
}

function checkName({ report }: Checking, statement: RuleStatement, names: Map<string, RuleStatement>): void {
  const name = statement.clauses.as?.name
  if (name === undefined) return
  const earlier = names.get(name.text)?.clauses.as
  if (earlier === undefined) names.set(name.text, statement)
  else {
    report.add('TG228', name.span, `two rules are named \`${name.text}\``, {
      help: 'a name must identify one rule: logs, `exempt` and `replaces` rely on it',
      related: [{ span: earlier.name.span, message: 'the other one is here' }],
    })
  }
}
