import { describe, expect, it } from 'vitest'
import { createStoreTime } from './store-time.ts'

describe('createStoreTime', () => {
  it('follows a clock that goes forward, in whole milliseconds', () => {
    expect(readAll([5000.9, 5001.2, 5001.99, 9000])).toEqual([5000, 5001, 5001, 9000])
  })

  it('stops while the clock steps back, and continues immediately from there', () => {
    expect(readAll([10_000, 4000, 4001, 5000])).toEqual([10_000, 10_000, 10_001, 11_000])
  })

  it('ignores invalid readings', () => {
    expect(readAll([10, NaN, Infinity, -Infinity, 1e300, 20])).toEqual([10, 10, 10, 10, 10, 20])
    expect(readAll([-50, -40, 10])).toEqual([0, 10, 60])
  })

  it('is not changed by a dry reading', () => {
    const time = createStoreTime()
    time.read(100, false)
    expect([time.read(900, true), time.read(200, true), time.read(300, false)]).toEqual([900, 200, 300])
  })
})

function readAll(readings: readonly number[]): number[] {
  const time = createStoreTime()
  return readings.map((nowMs) => time.read(nowMs, false))
}
