import { describe, expect, it } from 'vitest'
import { createRateCap } from './rate-cap.ts'

describe('createRateCap', () => {
  it('lets a second through at once and then as many as come back', () => {
    const cap = createRateCap(3)
    const admitted = [0, 0, 0, 0, 333, 334, 700, 10_000, 10_000, 10_000, 10_000].map((ms) => cap.admit(ms))
    expect(admitted).toEqual([true, true, true, false, false, true, true, true, true, true, false])
  })

  it('fills nothing while the clock runs back', () => {
    const cap = createRateCap(1)
    expect([5000, 4000, 5000, 5999, 6000].map((ms) => cap.admit(ms))).toEqual([true, false, false, false, true])
  })
})
