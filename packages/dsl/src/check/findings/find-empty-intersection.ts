import { type Findable, pairsOf } from './findable.ts'
import { both, describeRule } from './logic/rule-conditions.ts'

/** TG415: two `allow only` rules that can be in force together and then admit no client. */
export function findEmptyIntersection({ checking, work, logic, conditions, allowOnly }: Findable): void {
  const enforced = allowOnly.filter(({ shadow }) => !shadow)
  for (const [first, second] of pairsOf(work, enforced, ({ statement }) => statement.span)) {
    const force = both(conditions.inForce(first), conditions.inForce(second))
    const alone = [first, second].every((rule) => logic.canHold(both(force, rule.condition)) === true)
    if (!alone || logic.canHold(both(force, both(first.condition, second.condition))) !== false) continue
    checking.report.add(
      'TG415',
      second.statement.span,
      `together with ${describeRule(first)}, this rule admits nobody`,
      {
        help: 'a request must meet every `allow only` in force: write alternatives in one rule, with commas or `or`',
        related: [{ span: first.statement.span, message: 'the other rule is here' }],
      },
    )
  }
}
