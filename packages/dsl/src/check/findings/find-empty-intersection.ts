import { type Findable, pairsOf } from './findable.ts'
import { both, callRule } from './logic/rule-conditions.ts'

/** TG415: two allow-only rules that can be in force together, and then admit nobody. */
export function findEmptyIntersection({ checking, logic, conditions, gates }: Findable): void {
  const enforced = gates.filter(({ shadow }) => !shadow)
  for (const [first, second] of pairsOf(enforced)) {
    const force = both(conditions.inForce(first), conditions.inForce(second))
    const alone = [first, second].every((gate) => logic.canHold(both(force, gate.condition)) === true)
    if (!alone || logic.canHold(both(force, both(first.condition, second.condition))) !== false) continue
    checking.report.add('TG415', second.statement.span, `together with ${callRule(first)}, this rule admits nobody`, {
      help: 'a request must meet every `allow only` in force: write alternatives in one rule, with commas or `or`',
      related: [{ span: first.statement.span, message: 'the other rule is here' }],
    })
  }
}
