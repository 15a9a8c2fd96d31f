import { type Charged, chargedBy } from '../decide/charged.ts'
import type { Decided } from '../decide/decide.ts'
import type { Admission } from './gate.ts'
import type { Runtime } from './runtime.ts'

/** What an admission has counted, under one plan. */
export interface Counted extends Charged {
  readonly runtime: Runtime
}

/** What an admission of this process has counted; undefined if nothing. */
export function countedOf(admission: Admission | undefined): Counted | undefined {
  return admission?.counted as Counted | undefined
}

/** Of what an admission of this process has counted, the places at once that its request holds; undefined if there are none. */
export function heldBy(admission: Admission | undefined): Counted | undefined {
  const counted = countedOf(admission)
  if (counted === undefined || admission?.awaitsEnd !== true) return undefined
  const { runtime, limits, readings } = counted
  const isHeld = limits.map(({ rule }) => {
    const limit = runtime.plan.model.rules[rule]
    return limit?.kind === 'limit' && limit.period.kind === 'at-once'
  })
  return { runtime, limits: limits.filter((_, at) => isHeld[at]), readings: readings.filter((_, at) => isHeld[at]) }
}

/** What a decision has counted, in addition to what was `charged` before; undefined if nothing. A refused request counts as not charged. */
export function countedBy(runtime: Runtime, decided: Decided, charged: Charged | undefined): Counted | undefined {
  const counted = chargedBy(decided, charged)
  return counted === undefined ? undefined : { runtime, limits: counted.limits, readings: counted.readings }
}
