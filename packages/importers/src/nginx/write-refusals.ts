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
  { draft }: NginxContext,
): void {
  for (const { place, message } of notes) noteAt(draft, place, message)
  for (const [index, { condition, status, body }] of refusals.entries()) {
    // Of several replies a policy sends the one with the lowest status, and a reply of its own before the usual one.
    const rank = rankOf({ status, body })
    const before = [...earlier, ...refusals.slice(0, index)].filter((each) => rankOf(each) > rank)
    const spared = anyOf([elsewhere, ...before.map((each) => each.condition)])
    if (condition.kind === 'never' || spared.kind === 'always') continue
    const text = body === undefined ? '' : ` ${quoted(body)}`
    const reply = status === 403 && text === '' ? '' : `  reply ${status}${text}`
    const unless = spared.kind === 'never' ? '' : ` unless ${conditionText(spared)}`
    draft.rule(`block ${conditionText(condition)}${unless}${reply}`)
  }
}

function rankOf({ status, body }: Pick<Refusal, 'status' | 'body'>): number {
  return status === 403 && body === undefined ? Number.POSITIVE_INFINITY : status
}
