import { type FactValue, type Facts, type UnknownFact } from '../facts.ts'
import type { AddressSubject, TextSubject } from '../subjects.ts'
import { isTimeKnown } from './clock.ts'

/**
 * Whether the value of a subject is unknown: the address of a client about which a trusted proxy sent nothing usable, the agent if its
 * fields differ, the time while the clock is implausible, and a fact that depends on one of them. An absent value is known to be absent.
 */
export function isUnknown(subject: TextSubject | AddressSubject | { readonly kind: 'time' }, facts: Facts): boolean {
  switch (subject.kind) {
    case 'ip':
      return facts.ip === undefined
    case 'agent':
    case 'bot':
      return facts.isAgentUnsure === true
    case 'time':
      return !isTimeKnown(facts)
    case 'fact':
      return isUnknownFact(facts.values[subject.fact])
    case 'peer':
    case 'method':
    case 'host':
    case 'path':
    case 'target':
    case 'user':
    case 'header':
    case 'query':
    case 'cookie':
      return false
  }
}

/** Whether a fact's value is unknown. */
export function isUnknownFact(value: FactValue): value is UnknownFact {
  return typeof value === 'object' && 'kind' in value
}

/** Whether anything about a request may be in doubt: a subject is unknown, or a field occurs more than once. */
export function hasDoubt(facts: Facts): boolean {
  return (
    facts.ip === undefined ||
    facts.isAgentUnsure === true ||
    !isTimeKnown(facts) ||
    facts.values.some(isUnknownFact) ||
    [facts.headers, facts.queries, facts.cookies].some((values) => values.some((texts) => (texts?.length ?? 0) > 1))
  )
}
