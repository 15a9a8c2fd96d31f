import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createEnds } from './ends.ts'

it('ends requests in the order of their ends, each as soon as the clock has reached it', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ endMs: fc.nat(50), stepMs: fc.nat(5) }), { maxLength: 60 }), (added) => {
      const ended: number[] = []
      const ends = createEnds<number>((held, endMs) => {
        expect(held).toBe(endMs)
        ended.push(endMs)
      })
      const inProgress: number[] = []
      let nowMs = 0
      for (const { endMs, stepMs } of added) {
        ends.add(endMs, endMs)
        inProgress.push(endMs)
        nowMs += stepMs
        const due = inProgress.filter((each) => each <= nowMs).toSorted((a, b) => a - b)
        ended.length = 0
        ends.passTo(nowMs)
        expect(ended).toEqual(due)
        inProgress.splice(0, inProgress.length, ...inProgress.filter((each) => each > nowMs))
      }
    }),
    { numRuns: runs(50) },
  )
})
