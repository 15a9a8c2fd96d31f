import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTimeline } from './timeline.ts'

const startMs = Date.UTC(2026, 10, 17, 5, 13, 7, 250)

/** Occurrences in two series, at these distances from each other in milliseconds. */
const steps = fc.array(fc.tuple(fc.oneof(fc.nat(500), fc.nat(100_000), fc.nat(40_000_000)), fc.nat(1)), {
  minLength: 1,
  maxLength: 60,
})

describe('createTimeline', () => {
  it('counts every occurrence in the bucket of its time', () => {
    fc.assert(
      fc.property(steps, fc.constantFrom(1, 20, 120), (all, most) => {
        const timeline = createTimeline()
        let atMs = startMs
        const events = all.map(([passed, series]) => ({ series, atMs: (atMs += passed) }))
        for (const event of events) timeline.add(event.series, event.atMs)
        const { fromMs, bucketMs, buckets, series } = timeline.read(most)!
        expect(buckets).toBeLessThanOrEqual(most)
        expect(fromMs % bucketMs).toBe(0)
        for (const number of [0, 1, 2]) {
          const counts = Array.from({ length: buckets }, () => 0)
          for (const event of events)
            if (event.series === number) counts[Math.floor((event.atMs - fromMs) / bucketMs)]!++
          expect(series(number)).toEqual(counts)
        }
      }),
      { numRuns: runs(300) },
    )
  })

  it.each([
    [10, 1, '10 s'],
    [100, 1, '100 s'],
    [300, 5, '5 min'],
    [3_600, 30, 'an hour'],
    [86_400, 900, 'a day'],
    [7 * 86_400, 2 * 3_600, 'a week'],
    [31 * 86_400, 12 * 3_600, 'a month'],
    [365 * 86_400, 7 * 86_400, 'a year'],
  ])('shows %i seconds in stretches of %i: %s', (length, bucketSeconds) => {
    const timeline = createTimeline()
    const midnight = Date.UTC(2026, 0, 1)
    for (let second = 0; second < length; second += Math.max(1, Math.floor(length / 5_000)))
      timeline.add(0, midnight + second * 1_000)
    expect(timeline.read(120)!.bucketMs).toBe(bucketSeconds * 1_000)
  })

  it('returns undefined without occurrences, and one bucket for one instant', () => {
    const timeline = createTimeline()
    expect(timeline.read(120)).toBeUndefined()
    timeline.add(3, startMs)
    expect(timeline.read(120)).toMatchObject({ buckets: 1, bucketMs: 1_000 })
  })

  it('supports times that are a hundred years apart', () => {
    const timeline = createTimeline()
    timeline.add(0, Date.UTC(1990, 0, 1))
    timeline.add(0, Date.UTC(2099, 11, 31))
    const { buckets, series } = timeline.read(120)!
    expect(buckets).toBeLessThanOrEqual(120)
    expect(series(0).reduce((sum, count) => sum + count)).toBe(2)
  })
})
