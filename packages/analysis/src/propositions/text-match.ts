import { type OfKind, textMatches } from '@tidegate/model'
import type { Proposition } from '../logic/proposition.ts'
import type { PropositionContext } from './proposition-context.ts'

/** The proposition of a test `text-match`. */
export function textMatch(test: OfKind<'text-match'>, context: PropositionContext): Proposition {
  const { subject, operator, value } = test
  return context.text(subject, { kind: 'match', operator, value }, (name) => textMatches(operator, name, value))
}
