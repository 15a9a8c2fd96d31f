import { describe, expect, it } from 'vitest'
import { allocateCells } from './cells.ts'
import { advanceRow, isExpired, isOverLimit, rowTimeOf } from './row.ts'
import { layRow } from './row-layout.ts'

const layout = layRow(
  {
    identity: 'ip',
    shadow: false,
    counters: [
      { identity: 'x', algorithm: 'log', count: 1, periodMs: 1000 },
      { identity: 'y', algorithm: 'ring', count: 2, periodMs: 5000 },
    ],
  },
  1,
  undefined,
)

describe('a row', () => {
  it('never goes back in time', () => {
    const cells = allocateCells(layout.rowBytes)
    const [log] = layout.counters
    expect(advanceRow(cells, 0, layout, 8000)).toBe(8000)
    log!.kernel.charge(cells, log!.offset, log!, 8000, 1)
    expect(advanceRow(cells, 0, layout, 7000)).toBe(8000)
    expect(rowTimeOf(cells, 0)).toBe(8000)
    expect(log!.kernel.check(cells, log!.offset, log!, 8000, 1)).toBe(1000)
  })

  it('is over its limit while a counter has no quota, and expires when all are blank', () => {
    const cells = allocateCells(layout.rowBytes)
    const [log, ring] = layout.counters
    advanceRow(cells, 0, layout, 8000)
    expect(isOverLimit(cells, 0, layout, 8000)).toBe(false)
    ring!.kernel.charge(cells, ring!.offset, ring!, 8000, 1)
    log!.kernel.charge(cells, log!.offset, log!, 8000, 1)
    expect([8000, 8999, 9000].map((nowMs) => isOverLimit(cells, 0, layout, nowMs))).toEqual([true, true, false])
    expect([8000, 12_999, 13_000].map((nowMs) => isExpired(cells, 0, layout, nowMs))).toEqual([false, false, true])
  })
})
