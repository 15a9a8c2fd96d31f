import type { RequestSpec } from '../request-spec.ts'

/** When a step happens: at an instant, some time after the step before, or together with it. */
export type StepTime =
  | { readonly kind: 'at'; readonly text: string }
  | { readonly kind: 'after'; readonly ms: number }
  | { readonly kind: 'at-once' }

/** One request of a sequence, or several equal ones. */
export interface Step {
  readonly request: RequestSpec
  readonly time: StepTime
  readonly repeat: number
  /** Between one repetition and the next. */
  readonly everyMs: number
  /** The status with which the application answers a request that passes: what `counting only replies` limits look at. */
  readonly reply?: number
  /** Where the step stands in its file, from 1. */
  readonly line: number
  readonly column: number
}
