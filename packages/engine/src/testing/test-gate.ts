import type { Clock } from '../gate/clock.ts'
import type { GateRequest } from '../request.ts'

/** A clock that advances only when the test advances it. */
export interface TestClock extends Clock {
  readonly advance: (ms: number) => void
}

/** Creates a clock that starts at noon of 2026-11-17, UTC, by default. */
export function testClock(startMs: number = Date.UTC(2026, 10, 17, 12)): TestClock {
  let elapsedMs = 0
  return {
    wallMs: () => startMs + elapsedMs,
    monotonicMs: () => elapsedMs,
    advance: (ms) => {
      elapsedMs += ms
    },
  }
}

/** A plain request for `/` from 203.0.113.9. */
export function requestOf(more: Partial<GateRequest> = {}): GateRequest {
  return { method: 'GET', target: '/', headers: ['Host', 'a.example'], peer: '203.0.113.9', ...more }
}
