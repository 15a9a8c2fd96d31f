import type { Model } from '@tidegate/dsl'
import type { CounterLayout } from '../counters/store.ts'
import type { PlanDimensions } from './dimensions.ts'

/**
 * A compiled policy: JSON values plus typed arrays, structured-cloneable, versioned. A worker builds it, `tidegate compile`
 * stores it, and neither the parser nor luxon is needed to use it.
 */
export interface Plan {
  readonly version: 1
  /** What `explain` and decisions name, and the naive interpreter evaluates. */
  readonly model: Model
  readonly inputs: PlanInputs
  readonly layout: CounterLayout
  /** The rules' conditions as tests, terms and rows. */
  readonly dimensions: PlanDimensions
  /** In the order of the model's rules. */
  readonly limits: readonly PlanLimit[]
}

/** What must be read from a request, and nothing else is. */
export interface PlanInputs {
  /** Lower-case names of header fields that the policy looks at. */
  readonly headers: readonly string[]
  readonly queries: readonly string[]
  readonly cookies: readonly string[]
}

/** Where a limit rule is counted. */
export interface PlanLimit {
  /** Index in `model.rules`. */
  readonly rule: number
  /** Index in `layout.subjects`. */
  readonly subject: number
  /** Index in that subject's `counters`. */
  readonly counter: number
  /** Its counts tell nothing about other callers: see `LimitState`. */
  readonly ownSubject: boolean
}
