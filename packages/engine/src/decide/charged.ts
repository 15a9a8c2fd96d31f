import { type AppliedLimit, isUnknownKey, type KeyValue } from '@tidegate/model'
import { sameIp } from '@tidegate/values'
import type { Reading } from '../counters/store.ts'

/** The limits that an earlier decision has charged for the same request, and what their counters answered. Rules are those of one plan. */
export interface Charged {
  readonly limits: readonly AppliedLimit[]
  readonly readings: readonly Reading[]
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
