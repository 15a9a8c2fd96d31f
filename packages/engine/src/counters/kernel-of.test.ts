import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createKernelTrial, type KernelTrial } from '../testing/kernel-trial.ts'
import { createNaiveCounter, type NaiveCounter } from '../testing/naive-counter.ts'
import type { WindowCounter } from './store.ts'

const year = 366 * 86_400_000

/** Counters of every algorithm, with cells of each width. */
const specs: fc.Arbitrary<WindowCounter> = fc.oneof(
  fc.record({
    identity: fc.constant('x'),
    algorithm: fc.constant('log' as const),
    count: fc.integer({ min: 1, max: 16 }),
    periodMs: fc.constantFrom(1, 7, 100, 1000, 60_000, 2 ** 32 - 1, 2 ** 32, year),
  }),
  fc.record({
    identity: fc.constant('x'),
    algorithm: fc.constant('ring' as const),
    count: fc.constantFrom(1, 2, 5, 17, 40, 65_535, 65_536, 2 ** 31 - 1),
    periodMs: fc.constantFrom(1, 7, 100, 1000, 60_000, 2 ** 32, year),
  }),
  fc.record({
    identity: fc.constant('x'),
    algorithm: fc.constant('gcra' as const),
    count: fc.constantFrom(1, 2, 3, 7, 100, 2 ** 31 - 1),
    periodMs: fc.constantFrom(1, 7, 100, 1000, 60_000, year),
    burst: fc.constantFrom(1, 2, 3, 10, 1000),
  }),
)

/** Pauses as fractions of the period, and the action after each. */
const steps = fc.array(
  fc.record({
    share: fc.oneof(fc.constantFrom(0, 0, 1, 1 / 32, 2), fc.double({ min: 0, max: 1.2, noNaN: true })),
    extraMs: fc.integer({ min: 0, max: 3 }),
    act: fc.constantFrom('try' as const, 'try' as const, 'charge' as const, 'resize' as const),
    count: fc.integer({ min: 1, max: 20 }),
    places: fc.oneof(fc.constant(1), fc.integer({ min: 0, max: 70_000 }), fc.integer({ min: 0, max: 12 })),
  }),
  { maxLength: 60 },
)

describe('kernelOf', () => {
  it('gives counters that agree with the list of their charges, to the millisecond', () => {
    fc.assert(
      fc.property(specs, fc.integer({ min: 0, max: 2 ** 41 }), steps, (first, startMs, moves) => {
        let spec = first
        let nowMs = startMs
        let fast: KernelTrial = createKernelTrial(spec, nowMs)
        let slow = createNaiveCounter(spec)
        for (const move of moves) {
          nowMs += Math.floor(move.share * spec.periodMs) + move.extraMs
          // WHY: the naive counter lists every place.
          const places = spec.algorithm === 'gcra' ? move.places : Math.min(move.places, 500)
          const waits = [fast.waitMs(nowMs, places), slow.waitMs(nowMs, places)]
          expect(waits[0]).toBe(waits[1])
          if (places > 0 && (move.act === 'charge' || (move.act === 'try' && waits[0] === 0))) {
            fast.charge(nowMs, places)
            slow.charge(nowMs, places)
          } else if (move.act === 'resize') {
            spec = { ...spec, count: move.count }
            fast = fast.resized(spec, nowMs)
            slow = slow.resized(spec, nowMs)
          }
          expect(readingsOf(fast, nowMs)).toEqual(readingsOf(slow, nowMs))
          expect(fast.marginIsClean()).toBe(true)
        }
      }),
      { numRuns: runs(400) },
    )
  })

  it('joins two counters to one that is as strict as the stricter one, at every later instant', () => {
    const charged = fc.array(fc.double({ min: 0, max: 1.2, noNaN: true }), { maxLength: 30 })
    const later = fc.array(fc.double({ min: 0, max: 0.3, noNaN: true }), { maxLength: 10 })
    fc.assert(
      fc.property(
        specs,
        fc.integer({ min: 0, max: 2 ** 41 }),
        charged,
        charged,
        later,
        (spec, startMs, a, b, pauses) => {
          const [one, other] = [a, b].map((shares) => {
            const trial = createKernelTrial(spec, startMs)
            for (const share of shares.toSorted((x, y) => x - y))
              trial.charge(startMs + Math.floor(share * spec.periodMs))
            return trial
          }) as [KernelTrial, KernelTrial]
          let nowMs = startMs + Math.floor(1.2 * spec.periodMs)
          const joined = createKernelTrial(spec, startMs)
          joined.join(one, nowMs)
          expect(readingsOf(joined, nowMs)).toEqual(readingsOf(one, nowMs))
          joined.join(other, nowMs)
          const slack = spec.algorithm === 'ring' ? Math.ceil(spec.periodMs / 32) : 0
          for (const pause of [0, ...pauses]) {
            nowMs += Math.floor(pause * spec.periodMs)
            const waitMs = Math.max(one.waitMs(nowMs), other.waitMs(nowMs))
            expect(joined.waitMs(nowMs)).toBeGreaterThanOrEqual(waitMs)
            expect(joined.waitMs(nowMs)).toBeLessThanOrEqual(waitMs + slack)
            const remaining = Math.min(one.remaining(nowMs), other.remaining(nowMs))
            expect(joined.remaining(nowMs)).toBeLessThanOrEqual(remaining)
            if (slack === 0) expect(joined.remaining(nowMs)).toBe(remaining)
            expect(joined.resetMs(nowMs)).toBe(Math.max(one.resetMs(nowMs), other.resetMs(nowMs)))
            expect(joined.marginIsClean()).toBe(true)
          }
        },
      ),
      { numRuns: runs(200) },
    )
  })

  it('admits a retry at the stated instant, and not a millisecond before', () => {
    fc.assert(
      fc.property(specs, fc.integer({ min: 0, max: 2 ** 41 }), steps, (spec, startMs, moves) => {
        let nowMs = startMs
        const fast = createKernelTrial(spec, nowMs)
        const slow = createNaiveCounter(spec)
        for (const move of moves) {
          nowMs += Math.floor((move.share * spec.periodMs) / 20)
          const waitMs = fast.waitMs(nowMs)
          expect(waitMs).toBeLessThanOrEqual(spec.periodMs)
          expect(slow.waitMs(nowMs + Math.max(0, waitMs - 1))).toBe(Math.min(1, waitMs))
          nowMs += waitMs
          expect(fast.waitMs(nowMs)).toBe(0)
          fast.charge(nowMs)
          slow.charge(nowMs)
        }
      }),
      { numRuns: runs(200) },
    )
  })
})

function readingsOf(counter: Omit<NaiveCounter, 'resized'>, nowMs: number): readonly number[] {
  return [counter.waitMs(nowMs), counter.remaining(nowMs), counter.nextMs(nowMs), counter.resetMs(nowMs)]
}
