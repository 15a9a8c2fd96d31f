import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createNaiveCounter } from '../testing/naive-counter.ts'
import { allocateCells } from './cells.ts'
import { carryCounter } from './carry-counter.ts'
import { layRow } from './row-layout.ts'
import type { WindowCounter } from './store.ts'

describe('carryCounter', () => {
  it('carries charges between logs and rings so that none counts for less than its period', () => {
    const specs = fc.record({
      identity: fc.constant('x'),
      algorithm: fc.constantFrom('log' as const, 'ring' as const),
      count: fc.integer({ min: 1, max: 16 }),
      periodMs: fc.constant(1000),
    })
    const gaps = fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(specs, specs, gaps, fc.integer({ min: 0, max: 900 }), (spec, other, moves, restMs) => {
        const [old, counter] = [placed(spec), placed(other)]
        const [from, to] = [allocateCells(old.rowBytes), allocateCells(counter.rowBytes)]
        const slow = createNaiveCounter(spec)
        const times: number[] = []
        let nowMs = 5000
        for (const gap of moves) {
          old.kernel.advance(from, 16, old, nowMs, nowMs + gap)
          nowMs += gap
          old.kernel.charge(from, 16, old, nowMs, 1)
          slow.charge(nowMs)
          times.push(nowMs)
        }
        old.kernel.advance(from, 16, old, nowMs, nowMs + restMs)
        nowMs += restMs
        carryCounter(from, 16, old, to, 16, counter, nowMs)
        const waitMs = counter.kernel.check(to, 16, counter, nowMs, 1)
        expect(waitMs).toBe(slow.resized(other, nowMs).waitMs(nowMs))
        const reach = Math.min(spec.count, other.count)
        const exactMs = reach < other.count ? 0 : Math.max(0, (times.at(-reach) ?? -Infinity) + 1000 - nowMs)
        expect(waitMs).toBeGreaterThanOrEqual(exactMs)
        expect(waitMs).toBeLessThanOrEqual(exactMs + 64)
      }),
      { numRuns: runs(2000) },
    )
  })
})

function placed(spec: WindowCounter) {
  const layout = layRow({ identity: 'ip', shadow: false, counters: [spec] }, 1, undefined)
  return { ...layout.counters[0]!, rowBytes: layout.rowBytes }
}
