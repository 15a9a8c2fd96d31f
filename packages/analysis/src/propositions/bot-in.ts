import type { OfKind } from '@tidegate/model'
import type { Proposition } from '../logic/proposition.ts'
import type { PropositionContext } from './proposition-context.ts'

/** The proposition of a test `bot-in`. */
export function botIn(test: OfKind<'bot-in'>, context: PropositionContext): Proposition {
  const { model, bots, nameIt } = context
  const { name } = model.botSets[test.set]!
  nameIt(bots.claims(test.set), name)
  return nameIt(bots.has(test.set), name)
}
