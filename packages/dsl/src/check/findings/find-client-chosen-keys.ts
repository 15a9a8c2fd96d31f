import type { Condition, KeyPart, TextSubject } from '@tidegate/model'
import type { LimitDraft } from '../rules/draft.ts'
import type { Findable } from './findable.ts'

/** TG421: a limit whose key the client chooses, such as a header: a client that sends a new value with each request is never limited. */
export function findClientChosenKeys({ checking, work, logic, conditions, limits }: Findable): void {
  const byAddress = limits.filter(({ key, shadow }) => !shadow && key.every(isAddressOrNothing))
  for (const limit of work.each(limits, ({ statement }) => statement.keySpan)) {
    const chosen = limit.key.length > 0 && limit.key.every((part) => isChosen(part, limit))
    if (!chosen) continue
    const { inForce } = conditions
    if (byAddress.some((other) => !work.spend(1) || logic.implies(inForce(limit), inForce(other)) !== false)) continue
    checking.report.add(
      'TG421',
      limit.statement.keySpan,
      'the client controls this key: one that sends a new value with each request is never limited',
      {
        help: 'add a limit `per ip` for the same requests, or add `and ip` to the key',
      },
    )
  }
}

/** Whether a key part is `ip`; a key without parts is `in total`. */
function isAddressOrNothing(part: KeyPart): boolean {
  return part.kind === 'ip'
}

function isChosen(part: KeyPart, limit: LimitDraft): boolean {
  if (part.kind !== 'text') return false
  const { subject } = part
  switch (subject.kind) {
    case 'header':
    case 'query':
    case 'cookie':
    case 'path':
    case 'target':
    case 'agent':
    case 'host':
      return !limit.guards.some(({ condition }) => fixes(condition, subject))
    case 'method':
    case 'user':
    case 'bot':
    case 'fact':
      return false
  }
}

/** Whether a guard is true only for values of the subject that the policy lists. */
function fixes(condition: Condition, subject: TextSubject): boolean {
  if (condition.kind === 'and') return condition.all.some((part) => fixes(part, subject))
  if (condition.kind === 'or') return condition.any.every((part) => fixes(part, subject))
  if (condition.kind !== 'test') return false
  const { test } = condition
  return test.kind === 'text-in' && JSON.stringify(test.subject) === JSON.stringify(subject)
}
