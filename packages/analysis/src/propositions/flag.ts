import type { OfKind } from '@tidegate/model'
import type { Proposition } from '../logic/proposition.ts'
import type { PropositionContext } from './proposition-context.ts'

/** The proposition of a test `flag`. */
export function flag(test: OfKind<'flag'>, context: PropositionContext): Proposition {
  const { model, space, ofFact } = context
  const { name } = model.facts[test.fact]!
  return ofFact({ kind: 'fact', fact: test.fact }, space.atom({ kind: 'flag', fact: name }, { kind: 'true' }))
}
