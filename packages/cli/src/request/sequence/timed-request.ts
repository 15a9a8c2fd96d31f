import type { RequestSpec } from '@tidegate/request-specs'
import { startOfStep } from './player.ts'
import type { Step } from './step.ts'

/** A request at an instant. */
export interface TimedRequest {
  readonly request: RequestSpec
  readonly atMs: number
  /** Status of the application's reply if the request passes. */
  readonly reply?: number
  /** Milliseconds for which it is in progress. */
  readonly lastsMs?: number
}

/** Returns all requests of steps in order, including repetitions; the first step begins at `startMs` unless it has a time of its own. */
export function timedRequests(steps: readonly Step[], startMs: number): readonly TimedRequest[] {
  const timed: TimedRequest[] = []
  let nowMs = startMs
  for (const { request, time, repeat, everyMs, reply, lastsMs } of steps) {
    const beginMs = startOfStep(time, nowMs)
    for (let index = 0; index < repeat; index += 1) {
      nowMs = beginMs + index * everyMs
      timed.push({
        request,
        atMs: nowMs,
        ...(reply !== undefined && { reply }),
        ...(lastsMs !== undefined && { lastsMs }),
      })
    }
  }
  return timed
}
