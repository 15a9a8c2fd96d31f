import type { Findable } from './findable.ts'
import { describeRule } from './logic/rule-conditions.ts'

/** TG424: an exemption that applies to every request that a limit applies to, so that the limit has no effect. */
export function findLiftedLimits({ checking, work, logic, conditions, exemptions, references }: Findable): void {
  for (const draft of work.each(exemptions, ({ statement }) => statement.span)) {
    if (draft.shadow) continue
    for (const limit of references.lifts.get(draft) ?? []) {
      if (!work.spend(1)) break
      if (
        logic.canHold(conditions.inForce(limit)) !== true ||
        logic.implies(conditions.inForce(limit), conditions.effect(draft)) !== true
      )
        continue
      checking.report.add(
        'TG424',
        draft.statement.span,
        `${describeRule(limit)} never applies: this rule exempts all its requests`,
        {
          help: 'the exemption applies to every request that the limit applies to',
          related: [{ span: limit.statement.span, message: 'the limit is here' }],
        },
      )
    }
  }
}
