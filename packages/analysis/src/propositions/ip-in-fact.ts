import type { OfKind } from '@tidegate/model'
import { certainly, type Proposition } from '../logic/proposition.ts'
import type { PropositionContext } from './proposition-context.ts'

/** The proposition of a test `ip-in-fact`. */
export function ipInFact(test: OfKind<'ip-in-fact'>, context: PropositionContext): Proposition {
  const { model, space, ofFact, addressName } = context
  const { name, type } = model.facts[test.fact]!
  if (type !== 'ips') return certainly(false)
  const of = addressName(test.subject)
  const holds = space.atom({ kind: 'ips', fact: name }, { kind: 'holds', of })
  const isThere = of.kind === 'ip' ? [] : [space.atom({ kind: 'address', of }, { kind: 'present' })]
  return ofFact({ kind: 'fact', fact: test.fact }, ofFact(test.subject, space.allOf([holds, ...isThere])))
}
