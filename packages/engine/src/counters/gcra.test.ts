import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createKernelTrial } from '../testing/kernel-trial.ts'

describe('gcra', () => {
  it('never admits more than N + B - 1 in any half-open interval of one period', () => {
    const cases = fc.record({
      count: fc.integer({ min: 1, max: 20 }),
      burst: fc.integer({ min: 1, max: 20 }),
      periodMs: fc.integer({ min: 1, max: 1000 }),
      gaps: fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 300 }),
    })
    fc.assert(
      fc.property(cases, ({ count, burst, periodMs, gaps }) => {
        const bucket = createKernelTrial({ identity: 'x', algorithm: 'gcra', count, burst, periodMs }, 0)
        const maxCount = count + burst - 1
        const admitted: number[] = []
        let nowMs = 0
        for (const gap of gaps) {
          nowMs += gap
          if (bucket.waitMs(nowMs) > 0) continue
          bucket.charge(nowMs)
          admitted.push(nowMs)
        }
        const tooClose = admitted.filter((ms, i) => i >= maxCount && ms - admitted[i - maxCount]! < periodMs)
        expect(tooClose).toEqual([])
      }),
    )
  })

  it('reaches that bound for a client that always uses the quota immediately', () => {
    const bucket = createKernelTrial({ identity: 'x', algorithm: 'gcra', count: 10, burst: 4, periodMs: 1000 }, 0)
    let admitted = 0
    for (let nowMs = 0; nowMs < 1000; nowMs++) {
      while (bucket.waitMs(nowMs) === 0) {
        bucket.charge(nowMs)
        admitted++
      }
    }
    expect(admitted).toBe(13)
  })

  it('keeps whole numbers if the rate does not divide the period', () => {
    const bucket = createKernelTrial({ identity: 'x', algorithm: 'gcra', count: 3, burst: 1, periodMs: 1000 }, 0)
    const admitted: number[] = []
    for (let nowMs = 0; nowMs <= 3000; nowMs++) {
      if (bucket.waitMs(nowMs) > 0) continue
      bucket.charge(nowMs)
      admitted.push(nowMs)
    }
    expect(admitted.slice(0, 4)).toEqual([0, 334, 668, 1002])
  })

  it('stays full, and no fuller, under charges beyond the burst', () => {
    const bucket = createKernelTrial({ identity: 'x', algorithm: 'gcra', count: 10, burst: 2, periodMs: 1000 }, 0)
    for (let i = 0; i < 1000; i++) bucket.charge(0)
    expect([bucket.waitMs(0), bucket.resetMs(0), bucket.remaining(0)]).toEqual([100, 200, 0])
  })
})
