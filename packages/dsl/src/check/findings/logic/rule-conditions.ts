import { type Condition, negate } from '@tidegate/model'
import type { AllowOnlyDraft, BlockDraft, Draft, ExemptDraft } from '../../rules/draft.ts'

/** What rules come to as conditions; each is the same object whenever it is asked for. */
export interface RuleConditions {
  /** When a rule is in force. */
  readonly inForce: (draft: Draft) => Condition
  /** When a rule refuses or exempts. */
  readonly effect: (draft: BlockDraft | AllowOnlyDraft | ExemptDraft) => Condition
}

/** The conditions of rules, made once each. */
export function createRuleConditions(): RuleConditions {
  const inForce = new Map<Draft, Condition>()
  const effects = new Map<Draft, Condition>()
  return {
    inForce: (draft) => {
      const known = inForce.get(draft)
      if (known !== undefined) return known
      const condition: Condition = { kind: 'and', all: draft.guards.map((guard) => guard.condition) }
      inForce.set(draft, condition)
      return condition
    },
    effect: (draft) => {
      const known = effects.get(draft)
      if (known !== undefined) return known
      const own = draft.kind === 'allow-only' ? negate(draft.condition) : draft.condition
      const condition: Condition = { kind: 'and', all: [...draft.guards.map((guard) => guard.condition), own] }
      effects.set(draft, condition)
      return condition
    },
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
