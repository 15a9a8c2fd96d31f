import { createRandomWords, seed } from '@tidegate/test-support'
import { describe, expect, it } from 'vitest'
import { createMemoryStore, type MemoryStore } from './memory-store.ts'
import { joinRow } from './row.ts'
import { layRow, rowBytes } from './row-layout.ts'
import { allocateCells } from './cells.ts'
import type { Charge, CounterSpec, SubjectSpec, WindowCounter } from './store.ts'

const hourMs = 3_600_000
const twoPerMinute: WindowCounter = { identity: 'x', algorithm: 'log', count: 2, periodMs: 60_000, blockMs: hourMs }
const perIp: SubjectSpec = { identity: 'ip', shadow: false, counters: [twoPerMinute] }

function consume(store: MemoryStore, key: string, nowMs: number): boolean {
  const charge: Charge = { subject: 0, counter: 0, key: [key], mode: 'enforce', includingRefused: false, places: 1 }
  return store.consume([charge], nowMs).admitted
}

describe('a block', () => {
  it('takes eight bytes of a row', () => {
    expect(rowBytes(perIp) - rowBytes({ ...perIp, counters: [{ ...twoPerMinute, blockMs: undefined } as never] })).toBe(
      8,
    )
  })

  it('is not forgotten to make room for others, long after the period of its counter', () => {
    const store = createMemoryStore({ capacity: 200, random: createRandomWords(seed) })
    store.layout({ tag: 't', subjects: [perIp] })
    for (let i = 0; i < 60; i++) {
      consume(store, `offender ${i}`, 0)
      consume(store, `offender ${i}`, 0)
      expect(consume(store, `offender ${i}`, 0)).toBe(false)
    }
    for (let i = 0; i < 20_000; i++) consume(store, `other ${i}`, 100_000 + i)
    expect(store.stats().evictions).toBeGreaterThan(0)
    for (const [nowMs, isAdmitted] of [
      [hourMs - 1, false],
      [hourMs, true],
    ] as const) {
      for (let i = 0; i < 60; i++) expect(consume(store, `offender ${i}`, nowMs)).toBe(isAdmitted)
    }
  })

  it('is as long in the row of a network as in the row that has the longest one', () => {
    const calendar: CounterSpec = { identity: 'y', algorithm: 'calendar', count: 5, unit: 'day', zone: 'UTC' }
    const layout = layRow({ ...perIp, counters: [twoPerMinute, calendar] }, 1, undefined)
    const [one, other] = [allocateCells(layout.rowBytes), allocateCells(layout.rowBytes)]
    const [blocked, daily] = layout.counters
    const made = (startMs: number, places: number): Charge => ({
      subject: 0,
      counter: 1,
      key: ['a'],
      mode: 'enforce',
      includingRefused: false,
      places,
      period: { startMs, endsInMs: 500 },
    })
    one.doubles[blocked!.offset >> 3] = 300
    other.doubles[blocked!.offset >> 3] = 700
    daily!.kernel.charge(one, daily!.offset, daily!, 0, 4, made(1000, 4))
    daily!.kernel.charge(other, daily!.offset, daily!, 0, 2, made(1000, 2))
    joinRow(one, 0, other, 0, layout, 0)
    expect(blocked!.kernel.check(other, blocked!.offset, blocked!, 0, 1)).toBe(700)
    expect(daily!.kernel.remaining(other, daily!.offset, daily!, made(1000, 1))).toBe(1)
    // Of two periods, the later one is kept.
    daily!.kernel.charge(one, daily!.offset, daily!, 0, 3, made(2000, 3))
    joinRow(one, 0, other, 0, layout, 0)
    expect(daily!.kernel.remaining(other, daily!.offset, daily!, made(2000, 1))).toBe(2)
    expect(daily!.kernel.remaining(other, daily!.offset, daily!, made(1000, 1))).toBe(2)
  })
})
