import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createHeavyHitters, type HeavyHitters } from './heavy-hitters.ts'

function hittersOf(keys: readonly string[], capacity: number): HeavyHitters {
  const hitters = createHeavyHitters(capacity, (key) => key)
  for (const key of keys) hitters.add(key)
  return hitters
}

function exactCounts(keys: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  return counts
}

const stream = fc.array(fc.oneof({ weight: 3, arbitrary: fc.nat(4) }, fc.nat(60)).map(String), { maxLength: 400 })

describe('createHeavyHitters', () => {
  it('counts exactly while every key has a place', () => {
    fc.assert(
      fc.property(stream, (keys) => {
        const hitters = hittersOf(keys, 61)
        const sorted = [...exactCounts(keys)].toSorted(([x, m], [y, n]) => n - m || (x < y ? -1 : 1))
        expect(hitters.top(100)).toEqual(sorted.map(([key, count]) => ({ key, count, error: 0 })))
        expect(hitters.distinct()).toBe(sorted.length)
      }),
    )
  })

  it('keeps its error bounds when there are more keys than places', () => {
    fc.assert(
      fc.property(stream, fc.integer({ min: 1, max: 12 }), (keys, capacity) => {
        const hitters = hittersOf(keys, capacity)
        const exact = exactCounts(keys)
        const bound = keys.length / capacity
        const top = hitters.top(capacity)
        expect(hitters.total()).toBe(keys.length)
        expect(top.length).toBe(Math.min(capacity, exact.size))
        for (const { key, count, error } of top) {
          expect(count).toBeGreaterThanOrEqual(exact.get(key)!)
          expect(count - error).toBeLessThanOrEqual(exact.get(key)!)
          expect(error).toBeLessThanOrEqual(bound)
        }
        const frequent = [...exact].filter(([, count]) => count > bound).map(([key]) => key)
        expect(top.map(({ key }) => key)).toEqual(expect.arrayContaining(frequent))
        expect(hitters.distinct()).toBe(exact.size > capacity ? undefined : exact.size)
      }),
      { numRuns: runs(300) },
    )
  })

  it('keeps copies, and creates one only when a key takes a place', () => {
    let copies = 0
    const hitters = createHeavyHitters(2, (key) => {
      copies++
      return key
    })
    for (const key of ['a', 'a', 'b', 'a', 'b', 'c']) hitters.add(key)
    expect(copies).toBe(3)
    expect(hitters.top(1)).toEqual([{ key: 'a', count: 3, error: 0 }])
  })
})
