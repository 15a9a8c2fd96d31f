import { type AppliedLimit, isUnknownKey, type Judged, type KeyValue } from '@tidegate/model'
import { sameIp } from '@tidegate/values'
import type { Reading } from '../counters/store.ts'
import type { Outcome } from '../decision.ts'

/** The limits that an earlier decision has charged for the same request, and what their counters answered. Rules are those of one plan. */
export interface Charged {
  readonly limits: readonly AppliedLimit[]
  readonly readings: readonly Reading[]
}

/** What a decision has charged, in addition to what was charged before; undefined if nothing. A refused request counts as not charged. */
export function chargedBy(
  { judged, verdict, consumed }: ChargingDecision,
  before: Charged | undefined,
): Charged | undefined {
  if (consumed === undefined || verdict.outcome !== 'pass') return undefined
  const { limits } = judged
  const { readings } = consumed
  if (before === undefined) return { limits, readings }
  return { limits: [...limits, ...before.limits], readings: [...readings, ...before.readings] }
}

/** The parts of a decision that say what it has charged. */
interface ChargingDecision {
  readonly judged: Pick<Judged, 'limits'>
  readonly verdict: { readonly outcome: Outcome }
  readonly consumed: { readonly readings: readonly Reading[] } | undefined
}

/** The earlier answer of the counter of this limit and key; undefined if the request was not charged for it. Linear in the charged limits. */
export function readingBefore({ limits, readings }: Charged, { rule, key }: AppliedLimit): Reading | undefined {
  const at = limits.findIndex((limit) => limit.rule === rule && sameKey(limit.key, key))
  return at < 0 ? undefined : readings[at]
}

function sameKey(one: readonly KeyValue[], other: readonly KeyValue[]): boolean {
  return one.every((part, at) => samePart(part, other[at]!))
}

function samePart(one: KeyValue, other: KeyValue): boolean {
  if (typeof one === 'string' || typeof other === 'string') return one === other
  if (isUnknownKey(one) || isUnknownKey(other)) return isUnknownKey(one) && isUnknownKey(other)
  return sameIp(one, other)
}
