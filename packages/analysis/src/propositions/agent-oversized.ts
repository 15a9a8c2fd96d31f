import type { OfKind } from '@tidegate/model'
import type { Proposition } from '../logic/proposition.ts'
import type { PropositionContext } from './proposition-context.ts'

/** The proposition of a test `agent-oversized`. */
export function agentOversized(_: OfKind<'agent-oversized'>, { space }: PropositionContext): Proposition {
  return space.atom({ kind: 'text', of: { kind: 'agent' } }, { kind: 'oversized' })
}
