import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countTicks, timeTicks } from './scale.ts'

const hourMs = 3_600_000

describe('countTicks', () => {
  it.each([
    [0, [0, 1]],
    [3, [0, 1, 2, 3]],
    [9, [0, 3, 6, 9]],
    [100, [0, 25, 50, 75, 100]],
    [36_570, [0, 10_000, 20_000, 30_000, 40_000]],
  ])('labels counts up to %i', (most, ticks) => {
    expect(countTicks(most)).toEqual(ticks)
  })

  it('covers 0 to the maximum in few equal steps of whole numbers', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 40 }), (most) => {
        const ticks = countTicks(most)
        expect(ticks[0]).toBe(0)
        expect(ticks.at(-1)).toBeGreaterThanOrEqual(most)
        expect(ticks.length).toBeLessThanOrEqual(6)
        expect(ticks.every((tick, index) => Number.isInteger(tick) && tick === index * ticks[1]!)).toBe(true)
      }),
    )
  })
})

describe('timeTicks', () => {
  const day = Date.UTC(2026, 10, 17)

  it('labels a day by its hours', () => {
    expect(timeTicks(day, day + 24 * hourMs).map(({ label }) => label)).toEqual([
      '17 Nov',
      '03:00',
      '06:00',
      '09:00',
      '12:00',
      '15:00',
      '18:00',
      '21:00',
      '18 Nov',
    ])
  })

  it('labels seconds, days and years', () => {
    expect(timeTicks(day, day + 20_000).map(({ label }) => label)).toEqual([
      '17 Nov',
      '00:00:05',
      '00:00:10',
      '00:00:15',
      '00:00:20',
    ])
    expect(timeTicks(day, day + 7 * 24 * hourMs)[1]!.label).toBe('18 Nov')
    expect(timeTicks(day, day + 800 * 24 * hourMs)[0]!.label).toMatch(/ 20\d\d$/)
  })

  it('returns few labels, inside the axis, in order', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: day, max: day * 2 }),
        fc.integer({ min: 1_000, max: 40 * 365 * 24 * hourMs }),
        (fromMs, length) => {
          const ticks = timeTicks(fromMs, fromMs + length)
          expect(ticks.length).toBeLessThanOrEqual(10)
          expect(ticks.every(({ at }, index) => at >= 0 && at <= 1 && (index === 0 || at > ticks[index - 1]!.at))).toBe(
            true,
          )
        },
      ),
    )
  })
})
