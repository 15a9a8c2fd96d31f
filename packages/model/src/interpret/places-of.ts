import type { FactValue } from '../facts.ts'
import type { LimitRule } from '../model.ts'
import { isUnknownFact } from '../view/is-unknown.ts'
import { evaluate } from './evaluate.ts'
import type { View } from './view.ts'

/**
 * Returns how many places of a limit a request takes, from 0 to the limit's `count`. If a condition is in doubt, the result is the highest of those
 * that are possible.
 */
export function placesOf({ count, cost }: LimitRule, view: View): number {
  if (cost === undefined) return 1
  if (cost.kind === 'fact') return placesOfFact(view.facts.values[cost.fact], count)
  const possible = cost.cases.filter(({ condition }) => evaluate(condition, true, { ...view, doubt: true }))
  const isCertain = cost.cases.some(({ condition }) => evaluate(condition, true, { ...view, doubt: false }))
  return Math.max(isCertain ? 0 : 1, ...possible.map(({ places }) => places))
}

/**
 * Returns how many places a request takes whose cost is this fact: rounded up, from 0 to `count`. A value that is unknown takes all places, an absent
 * one takes 1.
 */
export function placesOfFact(value: FactValue, count: number): number {
  if (isUnknownFact(value) || Number.isNaN(value)) return count
  return typeof value === 'number' ? Math.min(count, Math.max(0, Math.ceil(value))) : 1
}
