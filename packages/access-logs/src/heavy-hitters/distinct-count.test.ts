import { describe, expect, it } from 'vitest'
import { createDistinctCount } from './distinct-count.ts'
import { hashText } from './hash-text.ts'

describe('createDistinctCount', () => {
  it.each([0, 1, 10, 500, 5_000, 50_000, 300_000])('estimates about %i', (count) => {
    const distinct = createDistinctCount()
    for (let times = 0; times < 2; times++) {
      for (let i = 0; i < count; i++) distinct.add(hashText(`${10 + (i >>> 16)}.${(i >>> 8) & 255}.${i & 255}.7`))
    }
    // Four standard errors.
    expect(Math.abs(distinct.estimate() - count)).toBeLessThanOrEqual(count * 0.09)
  })
})
