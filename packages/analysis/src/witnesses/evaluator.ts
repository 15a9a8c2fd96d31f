import { interpret, type Judged, type Model } from '@tidegate/model'
import { createZoneReader } from '@tidegate/values'
import { createFactReader, createJudge, type FactReading, planPolicy } from '@tidegate/engine/tools'
import type { Witness } from './witness-requests.ts'

/** The result of a request under one model: judged, or refused before any rule. */
export type Judgement =
  | { readonly kind: 'judged'; readonly judged: Judged }
  | { readonly kind: 'fact-missing' }
  /** Refused for another reason: not a request of the kind that was searched. */
  | { readonly kind: 'unreadable' }

/** Evaluates whole requests under a model, as a gate would. */
export interface Evaluator {
  /** With the compiled plan. */
  readonly judge: (witness: Witness) => Judgement
  /** With the reference interpreter. */
  readonly interpret: (witness: Witness) => Judgement
}

/** Creates an evaluator for a model, which is compiled on first use. */
export function createEvaluator(model: Model): Evaluator {
  const zones = createZoneReader()
  const made = once(() => {
    const plan = planPolicy(model)
    return { read: createFactReader(plan), judge: createJudge(plan, zones) }
  })
  const read = ({ request, nowMs }: Witness): FactReading => made().read(request, nowMs)
  const judgement = (
    reading: FactReading,
    judge: (facts: Extract<FactReading, { kind: 'facts' }>['facts']) => Judged,
  ): Judgement => {
    if (reading.kind === 'facts') return { kind: 'judged', judged: judge(reading.facts) }
    return { kind: reading.reason === 'fact-missing' ? 'fact-missing' : 'unreadable' }
  }
  return {
    judge: (witness) => judgement(read(witness), made().judge),
    interpret: (witness) => judgement(read(witness), (facts) => interpret(model, facts, zones)),
  }
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => (made ??= { value: make() }).value
}
