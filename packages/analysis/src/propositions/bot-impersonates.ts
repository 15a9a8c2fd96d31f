import type { OfKind } from '@tidegate/model'
import type { Proposition } from '../logic/proposition.ts'
import { contrary } from '../dimensions/space.ts'
import type { PropositionContext } from './proposition-context.ts'

/** The proposition of a test `bot-impersonates`. */
export function botImpersonates(test: OfKind<'bot-impersonates'>, context: PropositionContext): Proposition {
  const { model, space, bots, nameIt } = context
  nameIt(bots.claims(test.set), model.botSets[test.set]!.name)
  return space.allOf([bots.claims(test.set), contrary(bots.has(test.set), space)])
}
