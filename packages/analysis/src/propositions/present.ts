import type { OfKind } from '@tidegate/model'
import type { Proposition } from '../logic/proposition.ts'
import type { PropositionContext } from './proposition-context.ts'

/** The proposition of a test `present`. */
export function present(test: OfKind<'present'>, context: PropositionContext): Proposition {
  if (test.subject.kind !== 'peer') return context.present(test.subject)
  return context.space.atom({ kind: 'address', of: { kind: 'peer' } }, { kind: 'present' })
}
