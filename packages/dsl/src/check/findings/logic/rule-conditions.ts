import { type Condition, negate } from '@tidegate/model'
import type { AllowOnlyDraft, BlockDraft, Draft, ExemptDraft } from '../../rules/draft.ts'

/** The conditions of rules; repeated calls return the same object. */
export interface RuleConditions {
  /** Returns the condition under which a rule is in force. */
  readonly inForce: (draft: Draft) => Condition
  /** Returns the condition under which a rule refuses or exempts a request. */
  readonly effect: (draft: BlockDraft | AllowOnlyDraft | ExemptDraft) => Condition
}

/** Creates a cache of the conditions of rules. */
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

/** Returns the conjunction of two conditions. */
export function both(a: Condition, b: Condition): Condition {
  return { kind: 'and', all: [a, b] }
}

/** Returns how messages refer to a rule: by its name, or by its text, of which a very long one is cut. */
export function describeRule({ name, text }: Draft): string {
  if (name !== undefined) return `rule \`${name.text}\``
  return text.length > maxTextLength ? `\`${text.slice(0, maxTextLength)}…\`` : `\`${text}\``
}

/** WHY: a thousand messages about one rule of a million characters would be a billion characters. */
const maxTextLength = 500
