import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createKernelTrial } from '../testing/kernel-trial.ts'
import { subPeriods } from './ring.ts'

const spec = { identity: 'x', algorithm: 'ring', count: 17, periodMs: 1000 } as const

describe('ring', () => {
  it('never admits more than N in any half-open interval, and frees quota never early and at most 1/32 late', () => {
    const cases = fc.record({
      count: fc.integer({ min: 1, max: 40 }),
      periodMs: fc.constantFrom(5, 100, 1000, 3600),
      startMs: fc.integer({ min: 0, max: 10_000 }),
      gaps: fc.array(fc.double({ min: 0, max: 0.2, noNaN: true }), { maxLength: 300 }),
    })
    fc.assert(
      fc.property(cases, ({ count, periodMs, startMs, gaps }) => {
        const ring = createKernelTrial({ ...spec, count, periodMs }, startMs)
        const admitted: number[] = []
        let nowMs = startMs
        for (const gap of gaps) {
          nowMs += Math.floor(gap * periodMs)
          const exactMs = Math.max(0, (admitted.at(-count) ?? -Infinity) + periodMs - nowMs)
          const waitMs = ring.waitMs(nowMs)
          expect(waitMs).toBeGreaterThanOrEqual(exactMs)
          expect(waitMs).toBeLessThanOrEqual(exactMs + Math.ceil(periodMs / subPeriods))
          if (waitMs > 0) continue
          ring.charge(nowMs)
          admitted.push(nowMs)
        }
      }),
    )
  })

  it('admits at least 97 of 100 requests of a greedy client in the long run', () => {
    const ring = createKernelTrial({ ...spec, count: 100, periodMs: 32_000 }, 0)
    let admitted = 0
    for (let nowMs = 0; nowMs < 320_000; nowMs++) {
      while (ring.waitMs(nowMs) === 0) {
        ring.charge(nowMs)
        admitted++
      }
    }
    expect(admitted).toBeGreaterThanOrEqual(970)
    expect(admitted).toBeLessThanOrEqual(1000)
  })

  it('never makes a client wait longer than the period', () => {
    const ring = createKernelTrial(spec, 0)
    for (let i = 0; i < 17; i++) ring.charge(0)
    expect(ring.waitMs(0)).toBe(1000)
    expect(ring.waitMs(999)).toBe(1)
    expect(ring.waitMs(1000)).toBe(0)
  })

  it.each([255, 256, 65_535, 65_536, 200_000])('counts %i exactly', (count) => {
    const ring = createKernelTrial({ ...spec, count }, 0)
    let admitted = 0
    for (let i = 0; i < count + 10; i++) {
      const nowMs = Math.floor((i * 500) / count)
      if (ring.waitMs(nowMs) > 0) continue
      ring.charge(nowMs)
      admitted++
    }
    expect(admitted).toBe(count)
    expect(ring.remaining(1600)).toBe(count)
  })

  it('refuses a client that keeps exceeding a limit, and admits it after a pause', () => {
    const ring = createKernelTrial(spec, 0)
    const admitted: number[] = []
    for (let nowMs = 0; nowMs < 100_000; nowMs++) {
      if (ring.waitMs(nowMs) === 0) admitted.push(nowMs)
      ring.charge(nowMs)
    }
    expect(admitted).toEqual(Array.from({ length: 17 }, (_, nowMs) => nowMs))
    expect(ring.remaining(101_000)).toBe(17)
  })
})
