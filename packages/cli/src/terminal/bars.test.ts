import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bar, columns, fitted } from './bars.ts'

describe('bar', () => {
  it('fills its share to an eighth of a character, and is visible for every share above zero', () => {
    expect([0, 0.0001, 0.5, 0.55, 1, 2].map((share) => bar(share, 4))).toEqual(['', '▏', '██', '██▎', '████', '████'])
  })
})

describe('columns', () => {
  it('draws the highest value as a full line, and zero as a space', () => {
    expect(columns([0, 1, 4, 8])).toBe(' ▁▄█')
    expect(columns([])).toBe('')
    expect(columns([0, 0])).toBe('  ')
  })
})

describe('fitted', () => {
  it('adds up neighbours until they fit, and loses nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1_000), { maxLength: 130 }), fc.integer({ min: 1, max: 130 }), (values, most) => {
        const { values: shown, step } = fitted(values, most)
        const sum = (all: readonly number[]): number => all.reduce((total, value) => total + value, 0)
        expect(shown.length).toBeLessThanOrEqual(most)
        expect(shown.length).toBe(Math.ceil(values.length / step))
        expect(sum(shown)).toBe(sum(values))
      }),
    )
  })
})
