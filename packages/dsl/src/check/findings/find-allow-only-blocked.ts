import type { Findable } from './findable.ts'
import { both, describeRule } from './logic/rule-conditions.ts'

/** TG414: an `allow only` rule whose allowed clients are all blocked: while it is in force, no request is admitted. */
export function findAllowOnlyBlocked({ checking, work, logic, conditions, blocks, allowOnly }: Findable): void {
  for (const rule of work.each(allowOnly, ({ statement }) => statement.span)) {
    const allowed = both(conditions.inForce(rule), rule.condition)
    if (rule.shadow || logic.canHold(allowed) !== true) continue
    const block = blocks.find(
      (other) => !other.shadow && work.spend(1) && logic.implies(allowed, conditions.effect(other)) === true,
    )
    if (block === undefined) continue
    checking.report.add(
      'TG414',
      rule.statement.span,
      `all clients that this rule allows are blocked by ${describeRule(block)}`,
      {
        help: 'nothing overrides a block: add an exception to the block, with `unless`',
        related: [{ span: block.statement.span, message: 'the block is here' }],
      },
    )
  }
}
