import { describe, expect, it } from 'vitest'
import { progressWords } from './replay-progress.ts'

describe('progressWords', () => {
  it('shows share, rate and remaining time', () => {
    expect(progressWords({ bytes: 250, lines: 1_000_000, total: 1_000, passedMs: 2_000 })).toBe(
      '█████                25 %  1,000,000 lines, 500,000 per second, 6 s left',
    )
  })

  it('shows only the rate if the total is not known', () => {
    expect(progressWords({ bytes: 250, lines: 1_000, total: Number.NaN, passedMs: 500 })).toBe(
      '1,000 lines, 2,000 per second',
    )
  })
})
