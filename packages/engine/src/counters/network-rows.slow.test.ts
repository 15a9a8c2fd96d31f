import { isDeepStrictEqual } from 'node:util'
import type { KeyValue } from '@tidegate/model'
import { createRandom, createRandomWords, runs, seed } from '@tidegate/test-support'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createNaiveStore } from '../testing/naive-store.ts'
import { createMemoryStore, type MemoryStore } from './memory-store.ts'
import type { Charge, CounterLayout, CounterSpec, CounterStore } from './store.ts'

const day = 86_400_000
const capacity = 20_000
const attackers = 32_000
const trial: CounterSpec = { identity: 'x', algorithm: 'log', count: 1, periodMs: day }

describe('a table that one network has filled with rows over their limit', () => {
  it.each([
    ['four /48 networks of IPv6', (n: number) => ipv6(0x20010db8, (n % 4) * 0x10000 + (n >>> 2)), 1],
    ['all /48 networks of a /32', (n: number) => ipv6(0x20010db8, n * 0x10000), 1],
    ['a /16 network of IPv4', (n: number) => ipv4(0xcb000000 + n), 1],
    ['sixteen /32 networks of IPv6', (n: number) => ipv6(0x20010000 + (n % 16), n >>> 4), 0.95],
  ])('admits clients of other networks: %s', (_, attacker, share) => {
    const store = filled(attacker)
    for (const hour of [0, 1, 13]) {
      const admitted = countAdmitted(store, 1000, (n) => ipv4(0x0a000000 + hour * 0x10000 + n), hour * 3_600_000)
      expect(admitted).toBeGreaterThanOrEqual(1000 * share)
      expect(store.stats().bytes).toBeLessThanOrEqual(store.stats().maxBytes!)
    }
    expect(store.stats().evictions).toBe(0)
  })

  it('admits none of the clients again that have used their quota, and neighbours of theirs once the period has ended', () => {
    const attacker = (n: number): KeyValue => ipv6(0x20010db8, n)
    const store = filled(attacker)
    const neighbour = (n: number): KeyValue => ipv6(0x20010db8, 0xf000 + n)
    expect(countAdmitted(store, attackers, attacker, day - 1)).toBe(0)
    expect(countAdmitted(store, 100, neighbour, day - 1)).toBe(0)
    expect(countAdmitted(store, 100, neighbour, day)).toBe(100)
    expect(countAdmitted(store, attackers, attacker, day)).toBeGreaterThan(capacity)
  })

  it('counts clients by networks of their own if no network has a large share of the table', () => {
    const random = createRandom(seed)
    const store = filled(() => ipv4(Math.floor(random() * 200) * 0x10000 + Math.floor(random() * 0x10000)))
    expect(countAdmitted(store, 50, (n) => ipv6(0x20010000 + n, 0), 0)).toBe(50)
    expect(store.stats().bytes).toBeLessThanOrEqual(store.stats().maxBytes!)
  })

  it('keeps the rows of networks through a change of layout', () => {
    const attacker = (n: number): KeyValue => ipv6(0x20010db8, (n % 4) * 0x10000 + (n >>> 2))
    const store = filled(attacker)
    store.layout(layoutOf({ ...trial, count: 2 }, { ...trial, identity: 'y', algorithm: 'ring', count: 100 }))
    store.layout(layoutOf(trial))
    expect(countAdmitted(store, attackers, attacker, 1)).toBe(0)
  })
})

describe('a small memory store with more clients over their limit than rows', () => {
  const keys: fc.Arbitrary<KeyValue> = fc.oneof(
    fc.nat({ max: 300 }).map((n) => ipv6(0x20010db8, n)),
    fc.nat({ max: 300 }).map((n) => ipv6(0x20010db9, n * 0x10000)),
    fc.nat({ max: 300 }).map((n) => ipv4(0x0a000000 + n * 64)),
    fc.nat({ max: 300 }).map((n) => ipv4(n * 0x12345)),
    fc.nat({ max: 300 }).map((n) => `user ${n}`),
  )
  const steps = fc.array(
    fc.record({ key: keys, pauseMs: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, fc.nat({ max: 400 })) }),
    { minLength: 300, maxLength: 600 },
  )

  it.each([
    ['log', undefined],
    ['ring', undefined],
    ['gcra', 1],
  ] as const)('never admits what the naive store refuses: %s of 1', (algorithm, burst) => {
    const spec = { identity: 'x', algorithm, count: 1, periodMs: 1000, ...(burst !== undefined && { burst }) }
    let overflows = 0
    fc.assert(
      fc.property(steps, (moves) => {
        const store = seededStore(10)
        const model: CounterStore = createNaiveStore()
        store.layout(layoutOf(spec))
        model.layout(layoutOf(spec))
        let nowMs = 0
        for (const { key, pauseMs } of moves) {
          nowMs += pauseMs
          const peeked = store.peek(charges(key), nowMs)
          const answer = store.consume(charges(key), nowMs)
          // WHY: `expect` only where they differ, because it takes longer than both stores.
          if (!isDeepStrictEqual(peeked, answer)) expect(peeked).toEqual(answer)
          // The naive store counts only what the other admitted, which counts all of it.
          const { admitted } = model.peek(charges(key), nowMs) as typeof answer
          if (answer.admitted && !admitted) throw new Error('admitted a client that has no quota')
          if (answer.admitted) void model.consume(charges(key), nowMs)
        }
        overflows += store.stats().overflows
        expect(store.stats().bytes).toBeLessThanOrEqual(store.stats().maxBytes!)
      }),
      { numRuns: runs(6, 1 / 2) },
    )
    expect(overflows).toBeGreaterThan(0)
  })
})

/** A store after clients have used up their quota that are more than its slots. */
function filled(attacker: (n: number) => KeyValue): MemoryStore {
  const store = seededStore(capacity)
  store.layout(layoutOf(trial))
  for (let n = 0; n < attackers; n++) store.consume(charges(attacker(n)), 0)
  return store
}

function countAdmitted(store: MemoryStore, count: number, client: (n: number) => KeyValue, nowMs: number): number {
  let admitted = 0
  for (let n = 0; n < count; n++) if (store.consume(charges(client(n)), nowMs).admitted) admitted++
  return admitted
}

function seededStore(capacity: number): MemoryStore {
  return createMemoryStore({ capacity, random: createRandomWords(seed) })
}

function layoutOf(...counters: readonly CounterSpec[]): CounterLayout {
  return { tag: 't', subjects: [{ identity: 'ip', shadow: false, counters }] }
}

function charges(key: KeyValue): readonly Charge[] {
  return [{ subject: 0, counter: 0, key: [key], mode: 'enforce', includingRefused: false, places: 1 }]
}

function ipv4(a: number): KeyValue {
  return { family: 4, a: a >>> 0, b: 0, c: 0, d: 0 }
}

function ipv6(a: number, b: number): KeyValue {
  return { family: 6, a: a >>> 0, b: b >>> 0, c: 0, d: 0 }
}
