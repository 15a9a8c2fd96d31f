import type { OfKind, Test } from '@tidegate/model'
import type { Proposition } from '../logic/proposition.ts'
import { agentOversized } from './agent-oversized.ts'
import { botImpersonates } from './bot-impersonates.ts'
import { botIn } from './bot-in.ts'
import { flag } from './flag.ts'
import { ipIn } from './ip-in.ts'
import { ipInFact } from './ip-in-fact.ts'
import { notEmpty } from './not-empty.ts'
import { numberCompare } from './number-compare.ts'
import { pathIn } from './path-in.ts'
import { present } from './present.ts'
import { textIn } from './text-in.ts'
import { textMatch } from './text-match.ts'
import { textSame } from './text-same.ts'
import type { PropositionContext } from './proposition-context.ts'

/** A test of anything except the time: with an implausible clock, a test of the time and its negation may both be true. */
export type TimelessTest = Exclude<Test, { readonly kind: 'now-in' }>

type PropositionOf<T> = (test: T, context: PropositionContext) => Proposition

const propositionKinds: { readonly [Kind in TimelessTest['kind']]: PropositionOf<OfKind<Kind>> } = {
  'agent-oversized': agentOversized,
  'bot-impersonates': botImpersonates,
  'bot-in': botIn,
  flag,
  'ip-in': ipIn,
  'ip-in-fact': ipInFact,
  'not-empty': notEmpty,
  'number-compare': numberCompare,
  'path-in': pathIn,
  present,
  'text-in': textIn,
  'text-match': textMatch,
  'text-same': textSame,
}

/** The proposition of a test. */
export function testProposition(test: TimelessTest, context: PropositionContext): Proposition {
  // INVARIANT: a test is only passed to the function for its own kind, which the compiler cannot check.
  return (propositionKinds[test.kind] as PropositionOf<Test>)(test, context)
}
