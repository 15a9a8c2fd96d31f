import type { Condition } from '../../../model/model.ts'
import { negate } from '../../conditions/typed.ts'
import type { AllowOnlyDraft, BlockDraft, Draft, ExemptDraft } from '../../rules/draft.ts'

/** When a rule is in force. */
export function inForce({ guards }: Draft): Condition {
  return { kind: 'and', all: guards.map(({ condition }) => condition) }
}

/** When a block or an allow-only rule refuses. */
export function refuses(draft: BlockDraft | AllowOnlyDraft): Condition {
  const own = draft.kind === 'block' ? draft.condition : negate(draft.condition)
  return both(inForce(draft), own)
}

/** When an exemption applies. */
export function exempts(draft: ExemptDraft): Condition {
  return both(inForce(draft), draft.condition)
}

/** The conjunction of two conditions. */
export function both(a: Condition, b: Condition): Condition {
  return { kind: 'and', all: [a, b] }
}

/** A rule in words, for a message about another one: its name, or its text. */
export function callRule({ name, text }: Draft): string {
  return name === undefined ? `\`${text}\`` : `rule \`${name.text}\``
}
