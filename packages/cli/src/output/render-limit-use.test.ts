import type { LimitStanding } from '@tidegate/engine'
import { describe, expect, it } from 'vitest'
import { renderLimitUse } from './render-limit-use.ts'

const rule = { id: 'r', kind: 'limit', text: 'limit', file: 'a.policy', line: 1 } as unknown as LimitStanding['rule']
const minute = { rule, admitted: true, count: 5, periodMs: 60_000, retryAfterMs: 0, nextMs: 60_000, ownSubject: true }
const at = Date.UTC(2026, 10, 18, 10)

describe('the use of a limit', () => {
  it('is the number of requests, and the time at which the whole quota is available again', () => {
    expect(renderLimitUse({ ...minute, remaining: 2, resetMs: 50_000 }, at)).toBe(
      '3 of 5 in 1 min, all available again at 10:00:50 UTC',
    )
    expect(renderLimitUse({ ...minute, remaining: 5, resetMs: 0 }, at)).toBe('0 of 5 in 1 min')
  })

  it('includes the time of the next possible request if the limit is exhausted', () => {
    const full = { ...minute, admitted: false, remaining: 0, resetMs: 60_000 }
    expect(renderLimitUse({ ...full, retryAfterMs: 1_250 }, at)).toBe(
      '5 of 5 in 1 min, exhausted, next request possible in 2 s, at 10:00:01.250 UTC',
    )
    expect(renderLimitUse({ ...full, retryAfterMs: 1_000 }, Date.UTC(2026, 10, 18, 23, 59, 59))).toBe(
      '5 of 5 in 1 min, exhausted, next request possible in 1 s, at 2026-11-19 00:00:00 UTC',
    )
  })

  it('is relative to the burst for a bucket', () => {
    const bucket = { ...minute, count: 50, burst: 5, resetMs: 3_600 }
    expect(renderLimitUse({ ...bucket, remaining: 2 }, at)).toBe(
      '3 of a burst of 5, refilled at 50 in 1 min, all available again at 10:00:03.600 UTC',
    )
    expect(renderLimitUse({ ...bucket, remaining: 5, resetMs: 0 }, at)).toBe(
      '0 of a burst of 5, refilled at 50 in 1 min',
    )
  })
})
