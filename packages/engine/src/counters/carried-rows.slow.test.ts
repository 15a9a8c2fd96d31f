import { runs, seed } from '@tidegate/test-support'
import { describe, expect, it } from 'vitest'
import { randomStoreSteps } from '../testing/random-store-steps.ts'
import { charge, layoutOf, limit } from '../testing/store-trials.ts'
import { carriedRows, createFingerprint, writeCarriedRows } from './carried-rows.ts'
import { ageState } from './carried-state.ts'
import { createMemoryStore, type MemoryStore } from './memory-store.ts'
import { type CounterSnapshot, readCounterSnapshot } from './read-snapshot.ts'
import type { CounterLayout } from './store.ts'

function snapshotOf(parts: Iterable<Uint8Array>): CounterSnapshot {
  const read = readCounterSnapshot([...parts])
  if (read.kind === 'unusable') throw new Error(read.message)
  expect(read.snapshot.unsound).toBe(0)
  return read.snapshot
}

/** The store that continues with what can be carried of another one, `elapsedMs` later, on a clock that reads `nowMs`. */
function carried(
  store: MemoryStore,
  layout: CounterLayout,
  atMs: number,
  elapsedMs: number,
  storeMs: number,
): MemoryStore {
  const former = snapshotOf(store.snapshot(atMs))
  const rows = [...carriedRows(former)].map((row) => ({
    ...row,
    states: row.states.map((state, i) =>
      state === undefined ? undefined : ageState(state, layout.subjects[row.subject]!.counters[i]!, elapsedMs),
    ),
  }))
  const { secret, blocks } = former
  const snapshot = snapshotOf(writeCarriedRows({ secret, storeMs, layout, blocks }, rows))
  return createMemoryStore({ capacity: 100, restored: { snapshot, elapsedMs: 0, nowMs: atMs + elapsedMs } })
}

describe('counters that are carried to another store', () => {
  it.each([
    ['by the same clock, exactly', true],
    ['by another clock, and never admit more', false],
  ])('go on %s, for all algorithms and blocks', (_, isSameClock) => {
    let compared = 0
    for (let trial = 0; trial < runs(20); trial++) {
      const steps = randomStoreSteps({
        seed: seed + trial,
        length: 160,
        stepsBack: false,
        atOnce: false,
        reloads: false,
      })
      const store = createMemoryStore({ capacity: 100 })
      const at = 40 + (trial % 100)
      let layout: CounterLayout | undefined
      let nowMs = 0
      for (const step of steps.slice(0, at)) {
        if (step.kind === 'layout') {
          ;({ layout } = step)
          store.layout(step.layout)
          continue
        }
        ;({ nowMs } = step)
        if (step.kind === 'consume' || step.kind === 'settle') void store[step.kind](step.charges, step.nowMs)
      }
      const elapsedMs = [0, 7, 400][trial % 3]!
      const storeMs = isSameClock ? nowMs + elapsedMs : 5_000_000_017 + trial * 13
      const other = carried(store, layout!, nowMs, elapsedMs, storeMs)
      for (const step of steps.slice(at, at + 15)) {
        if (step.kind === 'layout' || step.kind === 'release') continue
        for (const laterMs of [0, 1, 60, 600, 2000, 40_000]) {
          const time = nowMs + elapsedMs + laterMs
          const [own, there] = [store.peek(step.charges, time), other.peek(step.charges, time)]
          if (isSameClock) expect(there).toEqual(own)
          if (there.admitted) expect(own.admitted).toBe(true)
          // WHY without charges: if one of the limits waits longer there, the request takes no places of the others.
          const uncharged = step.charges.map((each) => ({ ...each, mode: 'check' as const }))
          const before = store.peek(uncharged, time).readings
          for (const [i, reading] of other.peek(uncharged, time).readings.entries()) {
            expect(reading.remaining).toBeLessThanOrEqual(before[i]!.remaining)
            expect(reading.resetMs).toBe(before[i]!.resetMs)
          }
          compared++
        }
      }
    }
    expect(compared).toBeGreaterThan(500)
  })

  it('have the fingerprints that the store looks up', () => {
    const store = createMemoryStore()
    const layout = layoutOf(limit('log', 3))
    store.layout(layout)
    const key = charge(0, 0, 'a client')
    store.consume([key], 1000)
    const snapshot = snapshotOf(store.snapshot(1000))
    const [row, ...others] = carriedRows(snapshot)
    expect(others).toEqual([])
    expect(row).toEqual({
      subject: 0,
      kind: 'key',
      digest: createFingerprint(snapshot.secret)(key.key),
      states: [{ kind: 'places', places: [[0, 1]] }],
    })
  })
})
