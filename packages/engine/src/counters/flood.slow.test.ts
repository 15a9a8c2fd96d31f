import type { KeyValue } from '@tidegate/model'
import { createRandomWords, runs, seed } from '@tidegate/test-support'
import { describe, expect, it } from 'vitest'
import { createMemoryStore, type MemoryStore, type MemoryStoreOptions } from './memory-store.ts'
import { rowBytes } from './row-layout.ts'
import type { Charge, SubjectSpec, WindowCounter } from './store.ts'

/** Twice as many keys as the table has slots; ten million in `pnpm test:deep`. */
const flood = runs(1) > 1 ? runs(1_000_000) : 500_000

const perMinute: WindowCounter = { identity: 'x', algorithm: 'ring', count: 200, periodMs: 60_000 }
const perIp: SubjectSpec = { identity: 'ip', shadow: false, counters: [perMinute] }

describe('a memory store under a flood of keys', () => {
  it(
    'counts 100,000 addresses without forgetting one, and a flood of them within the stated bound',
    { timeout: 120_000 },
    () => {
      const store = seededStore()
      store.layout({ tag: 't', subjects: [perIp] })
      fill(store, 'offender', 200, 0)
      for (let i = 1; i < 100_000; i++) consume(store, address(i), 1)
      expect(store.stats().evictions).toBe(0)
      expect(store.stats().subjects).toBe(100_000)

      const bound = store.stats().maxBytes!
      expect(bound).toBeLessThan((100_000 / 0.4) * rowBytes(perIp) * 1.01)
      let most = 0
      for (let i = 100_000; i < flood; i++) {
        consume(store, address(i), 2 + i / 200_000)
        if (i % 100_000 > 0) continue
        most = Math.max(most, store.stats().bytes)
        expect(consume(store, 'offender', 2 + i / 200_000)).toBe(false)
      }
      expect(most).toBeLessThanOrEqual(bound)
      // All but what the slots hold at most.
      expect(store.stats().evictions).toBeGreaterThan(flood - 100_000 / 0.4)
      expect(store.stats().overflows).toBe(0)
      expect(consume(store, 'offender', 59_999)).toBe(false)
      expect(consume(store, 'offender', 60_000)).toBe(true)
    },
  )

  it('never forgets a row over its limit, and counts on the shared row when all slots hold such rows', () => {
    const store = seededStore({ capacity: 20 })
    store.layout({ tag: 't', subjects: [{ ...perIp, counters: [{ ...perMinute, algorithm: 'log', count: 2 }] }] })
    const kept: string[] = []
    for (let i = 0; i < 2000; i++) {
      fill(store, `offender ${i}`, 2, 0)
      const last = store.peek(charges(`offender ${i}`), 0).readings[0]!
      if (!last.overflow) kept.push(`offender ${i}`)
    }
    expect(kept.length).toBeGreaterThanOrEqual(20)
    expect(store.stats().evictions).toBe(0)
    for (const key of kept) expect(consume(store, key, 1)).toBe(false)

    const stranger = store.consume(charges('stranger'), 1)
    expect(stranger.admitted).toBe(false)
    expect(stranger.readings[0]).toMatchObject({ overflow: true, remaining: 0 })
    const { overflows } = store.stats()
    expect(overflows).toBeGreaterThan(0)
    expect(store.peek(charges('stranger'), 1).readings[0]).toMatchObject({ admitted: false, overflow: true })
    expect(store.stats().overflows).toBe(overflows)
    expect(store.stats().bytes).toBeLessThanOrEqual(store.stats().maxBytes!)

    expect(store.consume(charges('stranger'), 60_000)).toMatchObject({
      admitted: true,
      readings: [{ overflow: false }],
    })
  })

  it('does not let a peek forget, charge or count anything', () => {
    const store = seededStore({ capacity: 10 })
    store.layout({ tag: 't', subjects: [perIp] })
    for (let i = 0; i < 10; i++) consume(store, `client ${i}`, 0)
    const before = store.stats()
    for (let i = 0; i < 1000; i++) store.peek(charges(`other ${i}`), 1)
    expect(store.stats()).toEqual(before)
  })

  it('uses expired rows again before it forgets live ones', () => {
    const store = seededStore({ capacity: 1000 })
    store.layout({ tag: 't', subjects: [perIp] })
    for (let round = 0; round < 20; round++) {
      for (let i = 0; i < 500; i++) consume(store, `client ${round} ${i}`, round * 60_000)
    }
    expect(store.stats().evictions).toBe(0)
  })

  it('stays small while few are active, however many have passed', () => {
    const store = seededStore()
    store.layout({ tag: 't', subjects: [perIp] })
    for (let i = 0; i < 300_000; i++) consume(store, `client ${i}`, i * 100)
    expect(store.stats().evictions).toBe(0)
    expect(store.stats().bytes).toBeLessThan(store.stats().maxBytes! / 20)
  })

  it('spreads keys that were made to collide in other tables', () => {
    const store = seededStore({ capacity: 10_000 })
    store.layout({ tag: 't', subjects: [perIp] })
    // Addresses that differ in few bits, and texts that collide under hashes by multiplication (31 and 33).
    for (let i = 0; i < 4096; i++) consume(store, { family: 6, a: i << 20, b: 0, c: 0, d: 0 }, 0)
    const pairs = ['Aa', 'BB']
    for (let i = 0; i < 4096; i++) {
      consume(store, Array.from({ length: 12 }, (_, bit) => pairs[(i >> bit) & 1]).join(''), 0)
    }
    expect(store.stats()).toMatchObject({ subjects: 8192, evictions: 0, overflows: 0 })
  })
})

/** WHY: which keys share slots depends on the secret key, so that a rare key evicts where nearly all do not. */
function seededStore(options: MemoryStoreOptions = {}): MemoryStore {
  return createMemoryStore({ random: createRandomWords(seed), ...options })
}

function charges(key: KeyValue): readonly Charge[] {
  return [{ subject: 0, counter: 0, key: [key], mode: 'enforce', includingRefused: false, places: 1 }]
}

function consume(store: MemoryStore, key: KeyValue, nowMs: number): boolean {
  return store.consume(charges(key), nowMs).admitted
}

function fill(store: MemoryStore, key: KeyValue, times: number, nowMs: number): void {
  for (let i = 0; i < times; i++) consume(store, key, nowMs)
}

function address(n: number): KeyValue {
  return { family: 4, a: n, b: 0, c: 0, d: 0 }
}
