import type { Plan } from '@tidegate/engine'
import { limitsAtOnce, limitsOfReplies } from './limits-of-replies.ts'

/** Limits of a policy that cannot be enforced, as `FILE:LINE`, and why. */
export interface UnseenLimits {
  readonly limits: readonly string[]
  readonly message: string
}

/** The limits that need to know what becomes of a request, and what the log says where this is not reported. */
const unseen = [
  [
    limitsOfReplies,
    'limits that count replies count nothing: set `serve.settle` and `serve.requestIds`, and let the proxy send the status of each request',
  ],
  [
    limitsAtOnce,
    'limits `at once` cannot be enforced, because the end of a request is not seen: set `serve.settle` and `serve.requestIds`, and let the proxy send the status of each request',
  ],
] as const

/** Returns which limits of a policy cannot be enforced where neither statuses nor ends of requests are reported. */
export function unseenLimits(plan: Plan): readonly UnseenLimits[] {
  return unseen
    .map(([limitsOf, message]) => ({ limits: limitsOf(plan), message }))
    .filter(({ limits }) => limits.length > 0)
}
