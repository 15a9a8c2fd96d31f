import { interpret, type Judged, type Model } from '@tidegate/model'
import { createZoneReader } from '@tidegate/values'
import type { FactReading } from '@tidegate/engine/tools'
import { createFactReader } from '@tidegate/engine/tools'
import { createJudge } from '@tidegate/engine/tools'
import { planPolicy } from '@tidegate/engine/tools'
import type { Witness } from './witness-requests.ts'

/** What one model makes of a request: judged, or refused before any rule. */
export type Judgement =
  | { readonly kind: 'judged'; readonly judged: Judged }
  | { readonly kind: 'fact-missing' }
  /** Refused for another reason: no request of the kind that was looked for. */
  | { readonly kind: 'unreadable' }

/** Asks a model about whole requests, as a gate would. */
export interface Evaluator {
  /** By the compiled plan. */
  readonly judge: (witness: Witness) => Judgement
  /** By the naive interpreter. */
  readonly interpret: (witness: Witness) => Judgement
}

/** A model that can be asked. It is compiled with the first question. */
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
