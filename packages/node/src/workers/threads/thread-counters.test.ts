import type { Charge, CounterLayout } from '@tidegate/engine'
import { createNaiveStore } from '@tidegate/engine/testing'
import { createRandom, runs, seed } from '@tidegate/test-support'
import { afterEach, describe, expect, it } from 'vitest'
import { createThreadStoreIn, type ThreadStore } from './create-thread-store.ts'
import { createThreadMemory, words } from './thread-memory.ts'

const layout: CounterLayout = {
  tag: 't',
  subjects: [
    {
      identity: 'ip',
      shadow: false,
      counters: [
        { identity: 'log', algorithm: 'log', count: 3, periodMs: 1000 },
        { identity: 'ring', algorithm: 'ring', count: 20, periodMs: 20_000 },
        { identity: 'at once', algorithm: 'at-once', count: 2 },
      ],
    },
    {
      identity: 'user',
      shadow: false,
      counters: [{ identity: 'gcra', algorithm: 'gcra', count: 5, periodMs: 1000, burst: 3 }],
    },
  ],
}

function charges(key: string, lease: string): readonly Charge[] {
  const common = { subject: 0, key: [key], mode: 'enforce', includingRefused: false, places: 1 } as const
  return [
    { ...common, counter: 0 },
    { ...common, counter: 2, lease },
    { ...common, counter: 1, includingRefused: true },
    { ...common, subject: 1, counter: 0, key: ['all'] },
  ]
}

/** Charges that throw when the places of one of them are read for the nth time: in the middle of checking or charging. */
function failing(made: readonly Charge[], nth: number): readonly Charge[] {
  let reads = 0
  return made.map((charge) => ({
    ...charge,
    get places() {
      if (++reads === nth) throw new Error('in the middle')
      return charge.places
    },
  }))
}

let stores: ThreadStore[] = []

function open(memory: SharedArrayBuffer): ThreadStore {
  const store = createThreadStoreIn(memory, { isCallersClock: true })
  stores.push(store)
  return store
}

afterEach(() => {
  for (const store of stores) store.close()
  stores = []
})

describe('createThreadStore', () => {
  it('undoes calls that were not finished, wherever they ended, and decides as the naive store that never saw them', () => {
    const random = createRandom(seed)
    const memory = createThreadMemory({ capacity: 100, bytes: 2 ** 24 })
    const both = [open(memory), open(memory)]
    const naive = createNaiveStore()
    for (const store of [...both, naive]) store.layout(layout)
    let undone = 0
    let nowMs = 0
    for (let i = 0; i < runs(1500); i++) {
      nowMs += Math.floor(random() * 30)
      const store = both[Math.floor(random() * 2)]!
      const made = charges(`client ${Math.floor(random() * 40)}`, `request ${i}`)
      if (random() < 0.4) {
        try {
          store.consume(failing(made, 1 + Math.floor(random() * 20)), nowMs)
          // It was not interrupted, because it reads the places less often.
          void naive.consume(made, nowMs)
        } catch {
          undone++
          continue
        }
      } else expect(store.consume(made, nowMs), `call ${i}`).toEqual(naive.consume(made, nowMs))
      if (random() < 0.8) for (const each of [store, naive]) void each.release(made, nowMs)
    }
    expect(undone).toBeGreaterThan(100)
    expect(new Int32Array(memory)[words.lock]).toEqual(0)
  })

  it('gives each store its own limits while policies differ, and shares those that both have', () => {
    const memory = createThreadMemory({ capacity: 100, bytes: 2 ** 24 })
    const [old, fresh] = [open(memory), open(memory)]
    old.layout(layout)
    fresh.layout({
      tag: 't',
      subjects: [layout.subjects[1]!, { ...layout.subjects[0]!, counters: [layout.subjects[0]!.counters[1]!] }],
    })
    const shared = { subject: 0, counter: 1, key: ['a'], mode: 'enforce', includingRefused: false, places: 7 } as const
    expect(old.consume([shared], 0).readings[0]!.remaining).toEqual(13)
    expect(fresh.consume([{ ...shared, subject: 1, counter: 0 }], 0).readings[0]!.remaining).toEqual(6)
    expect(old.consume([{ ...shared, counter: 0, places: 3 }], 0).admitted).toEqual(true)
    old.close()
    expect(fresh.consume([{ ...shared, subject: 1, counter: 0 }], 0).admitted).toEqual(false)
  })

  it('never shares counters of policies with other tags', () => {
    const memory = createThreadMemory({ capacity: 100, bytes: 2 ** 24 })
    const [one, other] = [open(memory), open(memory)]
    one.layout(layout)
    other.layout({ ...layout, tag: 'other' })
    const [first] = charges('a', '')
    one.consume([{ ...first!, places: 3 }], 0)
    expect([one.peek([first!], 0).admitted, other.peek([first!], 0).admitted]).toEqual([false, true])
  })

  it('gives the places of a store back when it is closed, and then throws', () => {
    const memory = createThreadMemory({ capacity: 100, bytes: 2 ** 24 })
    const [one, other] = [open(memory), open(memory)]
    for (const store of [one, other]) store.layout(layout)
    for (const lease of ['1', '2']) one.consume(charges('a', lease), 0)
    const [, held] = charges('a', '3')
    expect([other.peek([held!], 0).admitted, other.localShare!()]).toEqual([false, 1 / 2])
    one.close()
    expect([other.peek([held!], 0).admitted, other.localShare!()]).toEqual([true, 1])
    expect(() => one.peek([held!], 0)).toThrow('the store has been closed')
  })

  it('changes nothing if a policy needs more memory than there is', () => {
    const memory = createThreadMemory({ capacity: 60_000, bytes: 2 ** 24 })
    const store = open(memory)
    const small = { ...layout, subjects: [layout.subjects[1]!] }
    store.layout(small)
    const [, , , charge] = charges('a', '')
    const first = { ...charge!, subject: 0, places: 2 }
    store.consume([first], 0)
    expect(() => store.layout(layout)).toThrow(/set `bytes` of `createThreadMemory` to more/)
    expect(store.peek([{ ...first, places: 1 }], 0).readings[0]!.remaining).toEqual(0)
  })

  it('names what it expects', () => {
    expect(() => createThreadStoreIn(new SharedArrayBuffer(2 ** 16))).toThrow(TypeError)
    expect(() => createThreadMemory({ capacity: 0 })).toThrow(RangeError)
    expect(() => createThreadMemory({ bytes: 5 })).toThrow('bytes must be a whole number from 16777216')
    expect(() => createThreadMemory({ capacity: 1_000_000, bytes: 2 ** 24 })).toThrow('set `bytes` to more')
  })
})
