import { timeTicks } from '@tidegate/markup'
import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { endOf, placeLabels, startOf } from './place-labels.ts'

describe('the labels below the timeline', () => {
  it('do not touch where the first one begins at the axis', () => {
    // Ticks every 15 s over 98 s: the first label starts at its tick, and reached the one after it.
    const first = Date.UTC(2026, 0, 7, 10)
    const placed = placeLabels(timeTicks(first, first + 99_000), 450)
    expect(placed.map(({ label }) => label)).toEqual(['10:00:00', '10:00:30', '10:01:00', '10:01:30'])
    expect(placed[0]!.anchor).toBe('start')
  })

  it('are within the axis and apart from each other, at any time and width', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4e12 }),
        fc.integer({ min: 1, max: 1e12 }),
        fc.integer({ min: 200, max: 2_000 }),
        (from, length, width) => {
          const placed = placeLabels(timeTicks(from, from + length), width)
          for (const [index, each] of placed.entries()) {
            expect(startOf(each)).toBeGreaterThanOrEqual(-0.001)
            expect(endOf(each)).toBeLessThanOrEqual(width + 0.001)
            if (index > 0) expect(startOf(each)).toBeGreaterThan(endOf(placed[index - 1]!))
          }
        },
      ),
      { numRuns: runs(200) },
    )
  })
})
