import { isDeepStrictEqual } from 'node:util'
import { createRandom, createRandomWords, runs, seed } from '@tidegate/test-support'
import { describe, expect, it } from 'vitest'
import { randomStoreSteps, type StoreStep } from '../testing/random-store-steps.ts'
import { charge, layoutOf, limit } from '../testing/store-trials.ts'
import { createMemoryStore, type MemoryStore } from './memory-store.ts'
import { type CounterSnapshot, readCounterSnapshot } from './read-snapshot.ts'

describe('a snapshot of a memory store', () => {
  it('makes a store that continues as the same store, for all algorithms, blocks and changes of the layout', () => {
    for (let trial = 0; trial < runs(40, 1 / 2); trial++) {
      // WHY no slower buckets: a row that has expired is not in the snapshot, and drains by the new layout, from its last charge, if it has not been removed.
      const chosen = { stepsBack: true, atOnce: false, slowsBuckets: false }
      const steps = randomStoreSteps({ ...chosen, seed: seed + trial, length: 200 })
      const at = 1 + (trial % 180)
      const store = createMemoryStore({ capacity: 100 })
      let nowMs = 0
      for (const step of steps.slice(0, at)) {
        run(store, step)
        if (step.kind !== 'layout') ({ nowMs } = step)
      }
      const later = continued(store, nowMs)
      for (const step of steps.slice(at)) {
        const [answer, expected] = [run(later, step), run(store, step)]
        if (!isDeepStrictEqual(answer, expected)) expect(answer).toEqual(expected)
      }
      expect(later.stats().subjects).toBeGreaterThan(0)
    }
  })

  it('admits no client of a larger table early, also where a smaller one has no room for it and after another restart', () => {
    const store = createMemoryStore({ random: createRandomWords(seed) })
    store.layout(layoutOf(limit('log', 1)))
    const clients = Array.from({ length: 1000 }, (_, i) => ({ key: `client ${i}`, chargedMs: 1000 + i * 60 }))
    for (const { key, chargedMs } of clients) store.consume([charge(0, 0, key)], chargedMs)
    // The last ones first: rows of the table become free, but not yet for them.
    const early = [continued(store, 60_940), continued(continued(store, 60_940), 60_940)].map((later) =>
      [60_999, 61_000, 75_000, 90_000, 120_000].map(
        (atMs) =>
          clients
            .toReversed()
            .filter(({ key, chargedMs }) => later.peek([charge(0, 0, key)], atMs).admitted && chargedMs + 60_000 > atMs)
            .length,
      ),
    )
    expect(early).toEqual([
      [0, 0, 0, 0, 0],
      [0, 0, 0, 0, 0],
    ])
  })

  it('uses the shared row for keys without a row only as long as a restored row has no quota, and only where there was no room', () => {
    const store = createMemoryStore({ random: createRandomWords(seed) })
    store.layout(layoutOf(limit('log', 1)))
    for (let i = 0; i < 1000; i++) store.consume([charge(0, 0, `client ${i}`)], 1000 + i * 60)
    const small = continued(store, 60_940)
    const isAdmitted = (atMs: number): boolean => small.peek([charge(0, 0, 'new')], atMs).admitted
    expect([isAdmitted(60_940), isAdmitted(110_000), isAdmitted(120_940)]).toEqual([false, false, true])
    const snapshot = read([...store.snapshot(60_940)])
    const roomy = createMemoryStore({ restored: { snapshot, elapsedMs: 0, nowMs: 60_940 } })
    expect(roomy.consume([charge(0, 0, 'new')], 60_940).admitted).toBe(true)
  })

  it('finds room for all rows of a full table in one of the same size', () => {
    const capacity = 9000
    const store = createMemoryStore({ capacity, random: createRandomWords(seed) })
    store.layout(layoutOf(limit('log', 1)))
    for (let i = 0; i < capacity; i++) store.consume([charge(0, 0, `client ${i}`)], 0)
    const restored = { snapshot: read([...store.snapshot(0)]), elapsedMs: 0, nowMs: 0 }
    const later = createMemoryStore({ capacity, restored })
    expect([later.stats().subjects, later.stats().overflows]).toEqual([store.stats().subjects, 0])
  })

  it("keeps operators' blocks, and the rows of a table that is full of subjects over their limits", () => {
    const store = createMemoryStore({ capacity: 100, random: createRandomWords(seed) })
    store.layout(layoutOf(limit('log', 1)))
    for (let i = 0; i < 800; i++) store.consume([charge(0, 0, `client ${i}`)], 1000)
    store.block([charge(0, 0, 'blocked')], 50_000, 1000)
    const later = continued(store, 1000)
    for (let i = 0; i < 800; i++)
      if (!store.peek([charge(0, 0, `client ${i}`)], 2000).admitted)
        expect(later.peek([charge(0, 0, `client ${i}`)], 2000).admitted).toBe(false)
    expect(later.peek([charge(0, 0, 'blocked')], 50_999).readings[0]).toMatchObject({ blocked: true })
    expect(later.peek([charge(0, 0, 'blocked')], 51_000).readings[0]).not.toHaveProperty('blocked')
  })

  it('counts time that passed in between, and none if the clock was set back', () => {
    const store = createMemoryStore()
    store.layout(layoutOf(limit('log', 1)))
    store.consume([charge(0, 0, 'a')], 100_000)
    const waits = [0, 20_000, -20_000, NaN].map(
      (elapsedMs) => continued(store, 7, elapsedMs).peek([charge(0, 0, 'a')], 7).readings[0]!.retryAfterMs,
    )
    expect(waits).toEqual([60_000, 40_000, 60_000, 60_000])
  })

  it('may be made while requests are counted: it has all that was counted before', () => {
    const store = createMemoryStore({ capacity: 20_000 })
    store.layout(layoutOf(limit('log', 1)))
    for (let i = 0; i < 9000; i++) store.consume([charge(0, 0, `client ${i}`)], 0)
    const parts: Uint8Array[] = []
    for (const part of store.snapshot(0)) {
      parts.push(part)
      for (let i = 0; i < 100; i++) store.consume([charge(0, 0, `later ${parts.length} ${i}`)], 0)
    }
    const later = createMemoryStore({
      capacity: 20_000,
      restored: { snapshot: read(parts), elapsedMs: 0, nowMs: 0 },
    })
    const forgotten = Array.from({ length: 9000 }, (_, i) => i).filter(
      (i) => later.peek([charge(0, 0, `client ${i}`)], 0).admitted,
    )
    expect([parts.length > 4, forgotten]).toEqual([true, []])
  })

  it('never throws for damaged bytes, nor does a store that is made of them', () => {
    const random = createRandom(seed)
    const steps = randomStoreSteps({ seed, length: 200, stepsBack: false, atOnce: true })
    const store = createMemoryStore({ capacity: 100 })
    for (const step of steps) run(store, step)
    const whole = [...store.snapshot(1e9)]
    let used = 0
    for (let trial = 0; trial < runs(150, 1 / 2); trial++) {
      const parts = whole.map((part) => Uint8Array.from(part))
      for (let flips = 1 + Math.floor(random() * 8); flips > 0; flips--) {
        // The header is damaged less often, because most damages of it make it unusable.
        const part = parts[random() < 0.2 ? 0 : Math.floor(random() * parts.length)]!
        part[Math.floor(random() * part.length)] = Math.floor(random() * 256)
      }
      if (trial % 5 === 0) parts[parts.length - 1] = parts.at(-1)!.slice(0, Math.floor(random() * 40))
      const answer = readCounterSnapshot(parts)
      if (answer.kind === 'unusable') continue
      const restored = { snapshot: answer.snapshot, elapsedMs: 0, nowMs: 0 }
      const later = createMemoryStore({ capacity: 100, restored })
      for (const step of steps) run(later, step)
      used++
    }
    expect(used).toBeGreaterThan(0)
  })

  it.each([
    [[], 'it does not contain counters of this version'],
    [[new TextEncoder().encode('null')], 'it does not contain counters of this version'],
    [
      [new TextEncoder().encode('{"format":"tidegate counters","version":2}')],
      'it does not contain counters of this version',
    ],
  ])('is unusable if it is another file', (parts, message) => {
    expect(readCounterSnapshot(parts)).toEqual({ kind: 'unusable', message })
  })
})

function continued(store: MemoryStore, nowMs: number, elapsedMs = 0): MemoryStore {
  return createMemoryStore({
    capacity: 100,
    restored: { snapshot: read([...store.snapshot(nowMs)]), elapsedMs, nowMs },
  })
}

function read(parts: readonly Uint8Array[]): CounterSnapshot {
  // As views of a file, at odd offsets.
  const answer = readCounterSnapshot(parts.map((part) => Buffer.concat([Buffer.alloc(1), part]).subarray(1)))
  if (answer.kind === 'unusable') throw new Error(answer.message)
  expect(answer.snapshot.unsound).toBe(0)
  return answer.snapshot
}

function run(store: MemoryStore, step: StoreStep): unknown {
  switch (step.kind) {
    case 'layout':
      return store.layout(step.layout)
    case 'consume':
    case 'peek':
    case 'settle':
    case 'release':
      return store[step.kind](step.charges, step.nowMs)
  }
}
