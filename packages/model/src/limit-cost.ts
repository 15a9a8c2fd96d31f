import type { Condition } from './condition.ts'
import type { Place } from './source.ts'

/** How many places of a limit a request takes. */
export type LimitCost =
  /** The highest of the costs whose conditions are true; 1 if none is true. What a request leaves in doubt makes it as expensive as it may be. */
  | { readonly kind: 'cases'; readonly cases: readonly CostCase[] }
  /**
   * A fact of type `number` (index in `facts`), rounded up and clamped to 0 … `count`. A value that is in doubt takes `count` places; an absent
   * one takes 1, but the checker accepts only facts that are present.
   */
  | { readonly kind: 'fact'; readonly fact: number }

/** `10 if path is "/search"`: what requests cost for which a condition is true. */
export interface CostCase {
  /** From 0, which is free, to the limit's `count`. */
  readonly places: number
  readonly condition: Condition
  /** The condition as the formatter writes it. */
  readonly text: string
  readonly place: Place
}
