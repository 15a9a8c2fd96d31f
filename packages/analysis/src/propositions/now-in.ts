import type { OfKind } from '@tidegate/model'
import type { Proposition } from '../logic/proposition.ts'
import type { PropositionContext } from './proposition-context.ts'

/** The proposition of a test `now-in` or of its negation; `inDoubt` is the value of either while the clock is implausible. */
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
