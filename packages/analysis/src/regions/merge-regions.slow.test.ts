import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type MergedRegion, toMergedRegion, mergeRegions } from './merge-regions.ts'
import { createBudget } from '@tidegate/values'
import { everywhere, meetRegion, type Region, type Point, pointOf } from './region.ts'
import { createSpaceDraft, buildDimensions } from '../dimensions/space.ts'

const space = createSpaceDraft()
const tests = [
  ...['premium', 'trial'].map((fact) => space.atom({ kind: 'flag', fact }, { kind: 'true' })),
  ...[1, 5].map((value) => space.atom({ kind: 'number', fact: 'score' }, { kind: 'compare', operator: '>', value })),
  space.atom({ kind: 'text', of: { kind: 'method' } }, { kind: 'values', values: ['GET'] }),
  space.atom({ kind: 'text', of: { kind: 'method' } }, { kind: 'values', values: ['GET', 'PUT'] }),
  space.atom({ kind: 'text', of: { kind: 'method' } }, { kind: 'match', operator: 'contains', value: 'T' }),
]
const dimensions = buildDimensions(space, 0, createBudget(100_000))

const region: fc.Arbitrary<Region> = fc
  .array(fc.tuple(fc.constantFrom(0, 2, 4, 4, 5, 5, 6, 6), fc.boolean()), { maxLength: 3 })
  .map((literals) =>
    literals.reduce<Region>(
      (before, [test, wanted]) => meetRegion(dimensions, before, { ...tests[test]!, wanted }) ?? before,
      everywhere(dimensions),
    ),
  )
const regions = fc.array(region, { minLength: 1, maxLength: 8 })

/** All known values; for the method, at least one of each kind. */
function allPoints(): readonly Point[] {
  return dimensions.reduce<readonly Point[]>(
    (points, { whole }) => points.flatMap((point) => whole.cells.map((cell) => [...point, cell])),
    [[]],
  )
}

function isInRegion(point: Point, where: Region): boolean {
  return where.every(({ cells, literals }, dimension) => {
    const { about, holds } = dimensions[dimension]!
    if (about.kind !== 'text') return cells.includes(point[dimension]!)
    return literals.every(({ test, wanted }) => holds(test, point[dimension]!) === wanted)
  })
}

function isInMerged(point: Point, { parts }: MergedRegion): boolean {
  return parts.every((part, dimension) => {
    if (part.kind === 'cells') return part.cells.includes(point[dimension]!)
    return part.conjunctions.some((conjunction) =>
      conjunction.every(({ test, wanted }) => dimensions[dimension]!.holds(test, point[dimension]!) === wanted),
    )
  })
}

describe('merged regions', () => {
  it('cover the same requests as the regions', () => {
    fc.assert(
      fc.property(regions, (some) => {
        const merged = mergeRegions(some.map((each) => toMergedRegion(dimensions, each, pointOf(each)!)))
        expect(merged.length).toBeLessThanOrEqual(some.length)
        for (const point of allPoints()) {
          const isThere = some.some((each) => isInRegion(point, each))
          expect(merged.some((each) => isInMerged(point, each))).toBe(isThere)
        }
      }),
      { numRuns: runs(250) },
    )
  })

  it('keep the regions that they were merged from, and drop regions that another one covers', () => {
    const [flag] = tests
    const halves = [true, false].map((wanted) => meetRegion(dimensions, everywhere(dimensions), { ...flag!, wanted })!)
    const merged = mergeRegions(halves.map((each) => toMergedRegion(dimensions, each, pointOf(each)!)))
    expect(merged.map((area) => area.regions)).toEqual([halves])
    const within = [everywhere(dimensions), halves[0]!].map((each) => toMergedRegion(dimensions, each, pointOf(each)!))
    expect(mergeRegions(within)).toHaveLength(1)
  })
})
