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

/** What a decision has counted, in addition to what was `charged` before; undefined if nothing. A refused request counts as not charged. */
export function countedBy(runtime: Runtime, decided: Decided, charged: Charged | undefined): Counted | undefined {
  const counted = chargedBy(decided, charged)
  return counted === undefined ? undefined : { runtime, ...counted }
}
