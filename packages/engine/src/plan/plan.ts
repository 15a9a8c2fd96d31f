import type { Model, PolicyInputs } from '@tidegate/model'
import type { CounterLayout } from '../counters/store.ts'
import type { PlanDimensions } from './dimensions.ts'

/**
 * A compiled policy: JSON values plus typed arrays, structured-cloneable, versioned. A worker builds it, `tidegate compile`
 * stores it, and neither the parser nor luxon is needed to use it.
 */
export interface Plan {
  readonly version: 2
  /** What `explain` and decisions name, and the naive interpreter evaluates. */
  readonly model: Model
  readonly inputs: PolicyInputs
  readonly layout: CounterLayout
  /** The rules' conditions as tests, terms and rows. */
  readonly dimensions: PlanDimensions
  /** In the order of the model's rules. */
  readonly limits: readonly PlanLimit[]
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
