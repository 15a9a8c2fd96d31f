import type { Model, PolicyInputs } from '@tidegate/model'
import type { CounterLayout } from '../counters/store.ts'
import type { PlanDimensions } from './dimensions.ts'

/**
 * A compiled policy, consisting of JSON values and typed arrays. It is versioned and can be copied by structured cloning. A worker can create it,
 * `tidegate compile` stores it, and using it requires neither the parser nor luxon.
 */
export interface Plan {
  readonly version: 2
  /** The model, to which explanations and decisions refer, and which the reference interpreter evaluates. */
  readonly model: Model
  readonly inputs: PolicyInputs
  readonly layout: CounterLayout
  /** The rules' conditions as tests, terms and rows. */
  readonly dimensions: PlanDimensions
  /** Counters of limits, in the order of the model's rules. */
  readonly limits: readonly PlanLimit[]
}

/** The counter of a limit rule. */
export interface PlanLimit {
  /** Index in `model.rules`. */
  readonly rule: number
  /** Index in `layout.subjects`. */
  readonly subject: number
  /** Index in that subject's `counters`. */
  readonly counter: number
  /** Whether its counts reveal nothing about other callers; see `LimitState`. */
  readonly ownSubject: boolean
}
