import { anyOf, type Condition, conditionText } from '../draft/condition.ts'
import { quoted } from '../draft/policy-draft.ts'
import type { NginxContext } from './nginx-context.ts'
import { noteAt } from './place.ts'
import type { Refusal, RewritePhase } from './rewrite-phase.ts'

/**
 * Writes the refusals of a context as `block` rules. `elsewhere` are requests that are not evaluated in this context, and `earlier` the
 * refusals of enclosing contexts, which come first.
 */
export function writeRefusals(
  { refusals, notes }: RewritePhase,
  elsewhere: Condition,
  earlier: readonly Refusal[],
  { draft, phases }: NginxContext,
): void {
  for (const { place, message } of notes) noteAt(draft, place, message)
  // A policy prefers a reply of its own to the usual one, and then the lowest status.
  const hasReplies = [...phases.values()].some((phase) => phase.refusals.some(({ status }) => status !== 403))
  for (const [index, { condition, status, body }] of refusals.entries()) {
    const before = [...earlier, ...refusals.slice(0, index)].filter((each) => each.status > status)
    const spared = anyOf([elsewhere, ...before.map((each) => each.condition)])
    if (condition.kind === 'never' || spared.kind === 'always') continue
    const text = body === undefined ? '' : ` ${quoted(body)}`
    const reply = status === 403 && text === '' && !hasReplies ? '' : `  reply ${status}${text}`
    const unless = spared.kind === 'never' ? '' : ` unless ${conditionText(spared)}`
    draft.rule(`block ${conditionText(condition)}${unless}${reply}`)
  }
}
