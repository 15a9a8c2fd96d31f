import { afterEach, describe, expect, it, vi } from 'vitest'
import { wallClockOf } from './clock.ts'

afterEach(() => {
  vi.useRealTimers()
})

// WHY: a test cannot set the clock of the machine, so this tests how often it is read and how the two clocks are combined.
describe('the wall clock of a gate', () => {
  it('advances with the monotonic clock, and is read once a second', () => {
    vi.useFakeTimers({ now: 1_000_000, toFake: ['Date'] })
    const wallMsAt = wallClockOf(undefined)
    expect(wallMsAt(500)).toBe(1_000_000)
    vi.setSystemTime(2_000_000)
    expect(wallMsAt(600.7)).toBe(1_000_100)
    expect(wallMsAt(1_499)).toBe(1_000_999)
    expect(wallMsAt(1_500)).toBe(2_000_000)
  })

  it('is read each time while the monotonic clock does not advance', () => {
    vi.useFakeTimers({ now: 1_000_000, toFake: ['Date'] })
    const wallMsAt = wallClockOf(undefined)
    wallMsAt(500)
    vi.setSystemTime(2_000_000)
    expect(wallMsAt(500)).toBe(2_000_000)
  })

  it('is the clock of the host if it has one', () => {
    let nowMs = 1
    const wallMsAt = wallClockOf({ wallMs: () => nowMs, monotonicMs: () => 0 })
    expect(wallMsAt(7)).toBe(1)
    nowMs = 2
    expect(wallMsAt(7)).toBe(2)
  })
})
