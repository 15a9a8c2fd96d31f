import type { OfKind } from '@tidegate/model'
import type { Proposition } from '../logic/proposition.ts'
import type { PropositionContext } from './proposition-context.ts'

/** The proposition of a test `number-compare`. */
export function numberCompare(test: OfKind<'number-compare'>, context: PropositionContext): Proposition {
  const { model, space, ofFact } = context
  const { operator, value, fact } = test
  const about = { kind: 'number', fact: model.facts[fact]!.name } as const
  return ofFact({ kind: 'fact', fact }, space.atom(about, { kind: 'compare', operator, value }))
}
