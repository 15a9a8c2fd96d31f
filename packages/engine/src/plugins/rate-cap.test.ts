import { describe, expect, it } from 'vitest'
import { createRateCap } from './rate-cap.ts'

describe('createRateCap', () => {
  it('allows a burst of one second, then as many as are refilled', () => {
    const cap = createRateCap(3)
    const admitted = [0, 0, 0, 0, 333, 334, 700, 10_000, 10_000, 10_000, 10_000].map((ms) => cap.admit(ms))
    expect(admitted).toEqual([true, true, true, false, false, true, true, true, true, true, false])
  })

  it('is not refilled while the clock runs backwards', () => {
    const cap = createRateCap(1)
    expect([5000, 4000, 5000, 5999, 6000].map((ms) => cap.admit(ms))).toEqual([true, false, false, false, true])
  })
})
