import { isDeepStrictEqual } from 'node:util'
import { createRandom, createRandomWords, runs, seed, sizeUpTo } from '@tidegate/test-support'
import { describe, expect, it } from 'vitest'
import { createNaiveStore } from '../testing/naive-store.ts'
import { describeStoreContract } from '../testing/store-contract.ts'
import { createMemoryStore } from './memory-store.ts'
import type { Charge, CounterLayout, CounterSpec, WindowCounter } from './store.ts'

describeStoreContract(
  'the memory store',
  () => createMemoryStore({ capacity: 1000, random: createRandomWords(seed) }),
  { describe, it, expect },
  { sequences: runs(40, 1 / 2) },
)
describeStoreContract('the model', createNaiveStore, { describe, it, expect }, { sequences: runs(5) })

describe('createMemoryStore', () => {
  it.each([100_000, 9000])('agrees with the naive store while a table of %d grows and through reloads', (capacity) => {
    const random = createRandom(seed)
    const store = createMemoryStore({ capacity, random: createRandomWords(seed) })
    const model = createNaiveStore()
    const layouts = [
      layoutOf([limit('log', 3)]),
      layoutOf([limit('ring', 20, 'y'), limit('log', 5)]),
      layoutOf([limit('ring', 17), { ...limit('gcra', 4, 'z'), burst: 2 }]),
      layoutOf([limit('log', 2)]),
    ]
    for (const [round, layout] of layouts.entries()) {
      store.layout(layout)
      model.layout(layout)
      for (let i = 0; i < sizeUpTo(9_000, 1 / 2); i++) {
        const key = [`client ${Math.floor(random() * 8000)}`]
        const charges = layout.subjects[0]!.counters.map((_, counter) => charge(counter, key))
        const nowMs = round * 10_000 + Math.floor(i / 2)
        const [answer, expected] = [store.consume(charges, nowMs), model.consume(charges, nowMs)]
        // WHY: `expect` only where they differ, because it takes longer than both stores.
        if (!isDeepStrictEqual(answer, expected)) expect(answer).toEqual(expected)
      }
    }
    expect(store.stats()).toMatchObject({ evictions: 0, overflows: 0 })
  })

  it('identifies an address by its value and family, and never confuses a string with one', () => {
    const store = createMemoryStore()
    store.layout(layoutOf([limit('log', 1)]))
    const address = { family: 4 as const, a: 0xc0000201, b: 0, c: 0, d: 0 }
    expect(store.consume([charge(0, [address])], 0).admitted).toBe(true)
    expect(store.consume([charge(0, [{ ...address }])], 0).admitted).toBe(false)
    expect(store.consume([charge(0, [{ ...address, family: 6 }])], 0).admitted).toBe(true)
    expect(store.consume([charge(0, ['192.0.2.1'])], 0).admitted).toBe(true)
  })

  it('hashes with a secret key of its own in each store', () => {
    let words = 0
    createMemoryStore({ random: () => ++words })
    expect(words).toBe(2)
  })

  it.each([0, -1, 1.5, NaN, 1e9])('throws for a capacity of %d', (capacity) => {
    expect(() => createMemoryStore({ capacity })).toThrow(RangeError)
  })

  it('throws for a subject or counter that is not in its layout', () => {
    const store = createMemoryStore()
    expect(() => store.consume([charge(0, ['a'])], 0)).toThrow('no subject 0 in the layout')
    store.layout(layoutOf([limit('log', 1)]))
    expect(() => store.consume([charge(1, ['a'])], 0)).toThrow('no counter 1 in subject 0 of the layout')
  })

  it('changes nothing if it refuses a layout', () => {
    const store = createMemoryStore()
    store.layout(layoutOf([limit('log', 1)]))
    store.consume([charge(0, ['a'])], 0)
    expect(() => store.layout(layoutOf([limit('log', 5), limit('log', 0, 'y')]))).toThrow('counter y cannot be counted')
    expect(store.consume([charge(0, ['a'])], 1).admitted).toBe(false)
  })

  it('reports its memory, and stays within the reported maximum', () => {
    const store = createMemoryStore({ capacity: 5000, random: createRandomWords(seed) })
    store.layout(layoutOf([limit('log', 16)]))
    const idle = store.stats()
    for (let i = 0; i < 20_000; i++) store.consume([charge(0, [`client ${i}`])], 0)
    const busy = store.stats()
    expect(idle.bytes).toBeLessThan(1000)
    expect(busy.bytes).toBeLessThanOrEqual(busy.maxBytes!)
    expect(busy).toMatchObject({ capacity: 5000, maxBytes: idle.maxBytes, subjects: 5000, evictions: 15_000 })
  })
})

function limit(algorithm: WindowCounter['algorithm'], count: number, identity = 'x'): WindowCounter {
  return { identity, algorithm, count, periodMs: 10_000 }
}

function layoutOf(counters: readonly CounterSpec[]): CounterLayout {
  return { tag: 't', subjects: [{ identity: 'ip', shadow: false, counters }] }
}

function charge(counter: number, key: Charge['key']): Charge {
  return { subject: 0, counter, key, mode: 'enforce', includingRefused: false, places: 1 }
}
