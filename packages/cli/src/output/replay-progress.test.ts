import { describe, expect, it } from 'vitest'
import { progressWords } from './replay-progress.ts'

describe('progressWords', () => {
  it('says how far, how fast and how long still', () => {
    expect(progressWords({ bytes: 250, lines: 1_000_000, total: 1_000, passedMs: 2_000 })).toBe(
      '█████                25 %  1,000,000 lines, 500,000 a second, 6 s left',
    )
  })

  it('says how fast where the end is not known', () => {
    expect(progressWords({ bytes: 250, lines: 1_000, total: Number.NaN, passedMs: 500 })).toBe(
      '1,000 lines, 2,000 a second',
    )
  })
})
