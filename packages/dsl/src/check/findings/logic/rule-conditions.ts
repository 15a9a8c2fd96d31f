import type { Condition } from '../../../model/model.ts'
import { negate } from '../../conditions/typed.ts'
import type { AllowOnlyDraft, BlockDraft, Draft, ExemptDraft } from '../../rules/draft.ts'

/** What rules come to as conditions; each is the same object whenever it is asked for. */
export interface RuleConditions {
  /** When a rule is in force. */
  readonly inForce: (draft: Draft) => Condition
  /** When a block or an allow-only rule refuses. */
  readonly refuses: (draft: BlockDraft | AllowOnlyDraft) => Condition
  /** When an exemption applies. */
  readonly exempts: (draft: ExemptDraft) => Condition
}

/** The conditions of rules, made once each. */
export function createRuleConditions(): RuleConditions {
  const force = new Map<Draft, Condition>()
  const effect = new Map<Draft, Condition>()

  function inForce(draft: Draft): Condition {
    const condition = force.get(draft) ?? { kind: 'and', all: draft.guards.map((guard) => guard.condition) }
    force.set(draft, condition)
    return condition
  }

  function withOwn(draft: Draft, own: Condition): Condition {
    const condition = effect.get(draft) ?? both(inForce(draft), own)
    effect.set(draft, condition)
    return condition
  }

  return {
    inForce,
    refuses: (draft) => withOwn(draft, draft.kind === 'block' ? draft.condition : negate(draft.condition)),
    exempts: (draft) => withOwn(draft, draft.condition),
  }
}

/** The conjunction of two conditions. */
export function both(a: Condition, b: Condition): Condition {
  return { kind: 'and', all: [a, b] }
}

/** A rule in words, for a message about another one: its name, or its text. */
export function callRule({ name, text }: Draft): string {
  return name === undefined ? `\`${text}\`` : `rule \`${name.text}\``
}
