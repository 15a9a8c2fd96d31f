import type { OfKind } from '@tidegate/model'
import type { Proposition } from '../logic/proposition.ts'
import type { PropositionContext } from './proposition-context.ts'

/** The proposition of a test `text-in`. */
export function textIn(test: OfKind<'text-in'>, context: PropositionContext): Proposition {
  const { subject, values } = test
  return context.text(subject, { kind: 'values', values: [...new Set(values)].toSorted() }, (name) =>
    values.includes(name),
  )
}
