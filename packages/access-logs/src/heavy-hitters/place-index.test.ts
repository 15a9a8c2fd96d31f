import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createPlaceIndex } from './place-index.ts'

describe('createPlaceIndex', () => {
  it('finds the same as a map, however hashes collide', () => {
    const step = fc.record({ place: fc.nat(11), hash: fc.integer({ min: 0, max: 40 }).map((n) => n * 0x3fffffff) })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const index = createPlaceIndex(12)
        const expected = new Map<number, number>()
        for (const { place, hash } of steps) {
          if (expected.delete(place)) index.remove(place)
          else {
            index.put(place, hash >>> 0)
            expected.set(place, hash >>> 0)
          }
          for (const [each, its] of expected) expect(index.find(its, (found) => found === each)).toBe(each)
          for (const gone of [0, hash >>> 0]) {
            const places = [...expected].filter(([, its]) => its === gone).map(([each]) => each)
            const seen: number[] = []
            index.find(gone, (found) => {
              seen.push(found)
              return false
            })
            expect(seen.toSorted((x, y) => x - y)).toEqual(places.toSorted((x, y) => x - y))
          }
        }
      }),
    )
  })
})
