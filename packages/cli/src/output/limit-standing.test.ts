import type { LimitStanding } from '@tidegate/engine'
import { describe, expect, it } from 'vitest'
import { limitStanding } from './limit-standing.ts'

const rule = { id: 'r', kind: 'limit', text: 'limit', file: 'a.policy', line: 1 } as unknown as LimitStanding['rule']
const minute = { rule, admitted: true, count: 5, periodMs: 60_000, retryAfterMs: 0, ownSubject: true }
const at = Date.UTC(2026, 10, 18, 10)

describe('where a limit stands', () => {
  it('says how much is used, and when all of it is free again', () => {
    expect(limitStanding({ ...minute, remaining: 2, resetMs: 50_000 }, at)).toBe(
      '3 of 5 in 1 min, free again at 10:00:50 UTC',
    )
    expect(limitStanding({ ...minute, remaining: 5, resetMs: 0 }, at)).toBe('0 of 5 in 1 min')
  })

  it('says when a place is free where none is', () => {
    const full = { ...minute, admitted: false, remaining: 0, resetMs: 60_000 }
    expect(limitStanding({ ...full, retryAfterMs: 1_250 }, at)).toBe(
      '5 of 5 in 1 min, full, a place is free in 2 s, at 10:00:01.250 UTC',
    )
    expect(limitStanding({ ...full, retryAfterMs: 1_000 }, Date.UTC(2026, 10, 18, 23, 59, 59))).toBe(
      '5 of 5 in 1 min, full, a place is free in 1 s, at 2026-11-19 00:00:00 UTC',
    )
  })

  it('tells a bucket by its own places', () => {
    const bucket = { ...minute, count: 50, burst: 5, resetMs: 3_600 }
    expect(limitStanding({ ...bucket, remaining: 2 }, at)).toBe(
      '3 of a burst of 5, refilled at 50 in 1 min, free again at 10:00:03.600 UTC',
    )
    expect(limitStanding({ ...bucket, remaining: 5, resetMs: 0 }, at)).toBe(
      '0 of a burst of 5, refilled at 50 in 1 min',
    )
  })
})
