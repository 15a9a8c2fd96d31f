import type { OfKind } from '@tidegate/model'
import { certainly, type Proposition } from '../logic/proposition.ts'
import type { PropositionContext } from './proposition-context.ts'

/** The proposition of a test `text-same`. */
export function textSame(test: OfKind<'text-same'>, context: PropositionContext): Proposition {
  const { space, present, sameText } = context
  const [one, other] = [sameText(test.subject), sameText(test.other)]
  if (one === undefined || other === undefined) return certainly(false)
  if (one.label === other.label) return present(test.subject)
  return space.allOf([
    present(test.subject),
    present(test.other),
    space.atom({ kind: 'same', texts: one.label < other.label ? [one, other] : [other, one] }, { kind: 'true' }),
  ])
}
