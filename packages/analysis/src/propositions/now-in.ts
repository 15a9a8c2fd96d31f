import type { OfKind } from '@tidegate/model'
import type { Proposition } from '../logic/proposition.ts'
import type { PropositionContext } from './proposition-context.ts'

/** What a test `now-in`, or its opposite, says; `inDoubt` is what either gives while the clock cannot be believed. */
export function nowIn(
  test: OfKind<'now-in'>,
  { model, space, nameIt }: PropositionContext,
  asked: { readonly wanted: boolean; readonly inDoubt: boolean },
): Proposition {
  const { spec, name } = model.windows[test.window]!
  const { wanted, inDoubt } = asked
  nameIt(space.atom({ kind: 'time' }, { kind: 'window', spec, open: true, inDoubt }), name)
  return space.atom({ kind: 'time' }, { kind: 'window', spec, open: wanted, inDoubt })
}
