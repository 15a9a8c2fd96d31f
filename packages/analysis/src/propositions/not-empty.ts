import type { OfKind } from '@tidegate/model'
import type { Proposition } from '../logic/proposition.ts'
import type { PropositionContext } from './proposition-context.ts'

/** The proposition of a test `not-empty`. */
export function notEmpty(test: OfKind<'not-empty'>, context: PropositionContext): Proposition {
  return context.notEmpty(test.subject)
}
