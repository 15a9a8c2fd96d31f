import type { RequestSpec } from '@tidegate/request-specs'

/** Time of a step: at an instant, some time after the previous step, or immediately after it. */
export type StepTime =
  | { readonly kind: 'at'; readonly text: string }
  | { readonly kind: 'after'; readonly ms: number }
  | { readonly kind: 'immediate' }

/** One request of a sequence, or several equal ones. */
export interface Step {
  readonly request: RequestSpec
  readonly time: StepTime
  readonly repeat: number
  /** Milliseconds between repetitions. */
  readonly everyMs: number
  /** Status of the application's reply to a request that passes, which limits `counting only replies` use. */
  readonly reply?: number
  /** Milliseconds for which each of its requests is in progress, for limits `at once`. Absent: it ends as soon as it is decided. */
  readonly lastsMs?: number
  /** Place of the step in its file, from 1. */
  readonly line: number
  readonly column: number
}
