import type { OfKind } from '@tidegate/model'
import type { Proposition } from '../logic/proposition.ts'
import type { PropositionContext } from './proposition-context.ts'

/** The proposition of a test `ip-in`. */
export function ipIn(test: OfKind<'ip-in'>, context: PropositionContext): Proposition {
  const { model, inSet, nameIt, ofFact, addressName } = context
  const { set, name } = model.addressSets[test.set]!
  return ofFact(test.subject, nameIt(inSet(addressName(test.subject), set), name))
}
