import { describe, expect, it } from 'vitest'
import { createMemoryStore } from '../counters/memory-store.ts'
import type { Charge, CounterSpec } from '../counters/store.ts'
import { charge, layoutOf } from '../testing/store-trials.ts'
import { createLentPlaces, maxOwed } from './lent-places.ts'

const spec: CounterSpec = { identity: 'at once', algorithm: 'at-once', count: 2 }
const held = (lease: string): Charge => ({ ...charge(0, 0, 'a'), lease })

describe('createLentPlaces', () => {
  it('knows the stand-in of a request until it has ended', () => {
    const standIn = createMemoryStore()
    standIn.layout(layoutOf(spec))
    const places = createLentPlaces()
    for (const lease of ['a', 'b', 'c']) places.took(standIn, [held(lease)], standIn.consume([held(lease)], 0))
    expect(places.inStore([held('a'), held('c'), held('d')]).map(({ lease }) => lease)).toEqual(['c', 'd'])
    expect(['a', 'a', 'c', undefined].map((lease) => places.ended(lease) === standIn)).toEqual([
      true,
      false,
      false,
      false,
    ])
  })

  it('owes the places of a bounded number of requests, once, and none of an earlier layout', () => {
    const places = createLentPlaces()
    for (let i = 0; i < maxOwed + 5; i++) places.owe([held(`${i}`)])
    expect([places.owed().length, places.owed().length]).toEqual([maxOwed, 0])
    places.owe([held('a')])
    places.forgive()
    expect(places.owed()).toEqual([])
  })
})
