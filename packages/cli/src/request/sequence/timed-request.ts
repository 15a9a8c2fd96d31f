import type { RequestSpec } from '../request-spec.ts'
import { startOfStep } from './player.ts'
import type { Step } from './step.ts'

/** One request at one instant. */
export interface TimedRequest {
  readonly request: RequestSpec
  readonly atMs: number
  /** What the application answers if it passes. */
  readonly reply?: number
}

/** All requests of some steps in their order, repetitions written out; the first begins at `startMs` unless it says otherwise. */
export function timedRequests(steps: readonly Step[], startMs: number): readonly TimedRequest[] {
  const timed: TimedRequest[] = []
  let nowMs = startMs
  for (const { request, time, repeat, everyMs, reply } of steps) {
    const beginMs = startOfStep(time, nowMs)
    for (let index = 0; index < repeat; index += 1) {
      nowMs = beginMs + index * everyMs
      timed.push({ request, atMs: nowMs, ...(reply !== undefined && { reply }) })
    }
  }
  return timed
}
