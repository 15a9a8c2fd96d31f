import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createKernelTrial, type KernelTrial } from '../testing/kernel-trial.ts'

const perMinute = { identity: 'x', algorithm: 'log', count: 3, periodMs: 60_000 } as const

describe('log', () => {
  it('never admits more than N in any half-open interval of one period', () => {
    const pauses = fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 300 })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 16 }), pauses, (count, gaps) => {
        const admitted = admittedTimes(createKernelTrial({ ...perMinute, count, periodMs: 1000 }, 0), gaps)
        expect(admitted.filter((ms, i) => i >= count && ms - admitted[i - count]! < 1000)).toEqual([])
      }),
    )
  })

  it('frees quota exactly when the oldest charge is one period old', () => {
    const log = createKernelTrial(perMinute, 0)
    for (const nowMs of [0, 10, 20]) log.charge(nowMs)
    expect(log.waitMs(59_999)).toBe(1)
    expect(log.waitMs(60_000)).toBe(0)
    expect(log.remaining(60_000)).toBe(1)
    expect(log.remaining(60_010)).toBe(2)
  })

  it('keeps the newest N charges if refused requests are charged too', () => {
    const log = createKernelTrial(perMinute, 0)
    for (let nowMs = 0; nowMs <= 100_000; nowMs += 10) log.charge(nowMs)
    expect(log.waitMs(100_000)).toBe(60_000 - 20)
    expect(log.resetMs(100_000)).toBe(60_000)
  })
})

function admittedTimes(counter: KernelTrial, gaps: readonly number[]): number[] {
  const admitted: number[] = []
  let nowMs = 0
  for (const gap of gaps) {
    nowMs += gap
    if (counter.waitMs(nowMs) > 0) continue
    counter.charge(nowMs)
    admitted.push(nowMs)
  }
  return admitted
}
