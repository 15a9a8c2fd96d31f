import { describe, expect, it } from 'vitest'
import { bounded, grouped, percent } from './numbers.ts'

describe('grouped', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [1_000, '1,000'],
    [1_234_567, '1,234,567'],
  ])('writes %i as %s', (count, text) => {
    expect(grouped(count)).toBe(text)
  })
})

describe('percent', () => {
  it.each([
    [0, '0 %'],
    [1, '100 %'],
    [0.0004, '< 0.1 %'],
    [0.5, '50.0 %'],
    [0.1234, '12.3 %'],
    [0.99999, '99.9 %'],
  ])('never rounds %d to zero or to the whole: %s', (share, text) => {
    expect(percent(share)).toBe(text)
  })
})

describe('bounded', () => {
  it('shows the range of a count that may be too high', () => {
    expect([bounded(1_300, 0), bounded(1_300, 200)]).toEqual(['1,300', '1,100–1,300'])
  })
})
