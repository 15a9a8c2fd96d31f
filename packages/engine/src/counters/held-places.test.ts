import { describe, expect, it } from 'vitest'
import { HeldPlaces } from './held-places.ts'
import { createMemoryStore } from './memory-store.ts'
import type { Charge } from './store.ts'

function charge(key: string, lease?: string, places = 1): Charge {
  const common = { subject: 0, counter: 0, key: [key], mode: 'enforce', includingRefused: false, places } as const
  return lease === undefined ? common : { ...common, lease }
}

describe('HeldPlaces', () => {
  it('gives further subjects one count together, until nothing is counted on it', () => {
    const held = new HeldPlaces(2)
    for (const key of ['a', 'b', 'c', 'd']) held.take(charge(key, `lease of ${key}`), 2)
    expect(['a', 'b', 'c', 'd', 'e'].map((key) => held.of(charge(key)))).toEqual([2, 2, 4, 4, 4])
    expect(['a', 'e'].map((key) => held.isShared(charge(key)))).toEqual([false, true])
    held.release(charge('a', 'lease of a'), 1)
    held.release(charge('c', 'lease of c'), 1)
    // There is room for one more subject, but it may hold places that are counted on the shared count.
    expect([held.isShared(charge('d')), held.of(charge('d'))]).toEqual([true, 2])
    held.release(charge('d', 'lease of d'), 1)
    expect([held.isShared(charge('d')), held.of(charge('d')), held.total]).toEqual([false, 0, 2])
  })

  it('never admits more than the limit of any subject, with fewer counts than subjects', () => {
    const store = createMemoryStore({ capacity: 3 })
    store.layout({
      tag: 't',
      subjects: [{ identity: 'ip', shadow: false, counters: [{ identity: 'x', algorithm: 'at-once', count: 2 }] }],
    })
    const inProgress: Charge[] = []
    let isSomeShared = false
    for (let i = 0; i < 5000; i++) {
      const tried = charge(`client ${(i * 7) % 11}`, `request ${i}`, 1 + (i % 2))
      const { admitted, readings } = store.consume([tried], 0)
      isSomeShared ||= readings[0]!.overflow
      if (admitted) inProgress.push(tried)
      const own = inProgress.filter(({ key }) => key[0] === tried.key[0])
      expect(own.reduce((sum, { places }) => sum + places, 0)).toBeLessThanOrEqual(2)
      if (i % 3 !== 0) store.release(inProgress.splice((i * 13) % (inProgress.length || 1), 1), 0)
    }
    store.release(inProgress, 0)
    expect([isSomeShared, store.stats().placesHeld, store.stats().subjects]).toEqual([true, 0, 0])
  })

  it('distinguishes keys that look alike', () => {
    const held = new HeldPlaces(100)
    const keys: readonly Charge['key'][] = [[], [''], ['', ''], ['a', 'b'], ['ab', ''], ['u'], ['t1:a'], ['a']]
    for (const key of keys) held.take({ ...charge(''), key }, 1)
    for (const key of keys) expect([key, held.of({ ...charge(''), key })]).toEqual([key, 1])
  })
})
