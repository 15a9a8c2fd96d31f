import type { Dimension, Slice } from '../dimensions/dimension.ts'
import { type Literal, type Proposition, type StatusOf, truthOf } from '../logic/proposition.ts'

/** A part of all requests: a region of every dimension, independent of each other. */
export type Region = readonly Slice[]

/** One request, as far as the dimensions go: a value of every dimension. */
export type Point = readonly number[]

/** Everything. */
export function everywhere(dimensions: readonly Dimension[]): Region {
  return dimensions.map((dimension) => dimension.whole)
}

/** The part of a place where a literal holds; undefined when it is empty. */
export function meetRegion(
  dimensions: readonly Dimension[],
  region: Region,
  { dimension, test, wanted }: Literal,
): Region | undefined {
  const slice = dimensions[dimension]!.meet(region[dimension]!, test, wanted)
  if (slice === undefined) return undefined
  return slice === region[dimension] ? region : region.with(dimension, slice)
}

/** What is known of tests in a place. */
export function statusIn(dimensions: readonly Dimension[], region: Region): StatusOf {
  return (dimension, test) => dimensions[dimension]!.status(region[dimension]!, test)
}

/** What tests give at a point. */
export function statusAt(dimensions: readonly Dimension[], point: Point): StatusOf {
  return (dimension, test) => dimensions[dimension]!.holds(test, point[dimension]!)
}

/** A point of a place, the most ordinary of all; undefined where nobody could tell whether there is any. */
export function pointOf(region: Region): Point | undefined {
  const point = region.flatMap(({ cells }) => cells.slice(0, 1))
  return point.length === region.length ? point : undefined
}

/** Some points of a place that differ from its first one in one dimension each. */
export function otherPoints(region: Region, atMost: number): readonly Point[] {
  const first = pointOf(region)
  if (first === undefined) return []
  const points: Point[] = []
  for (const [dimension, { cells }] of region.entries()) {
    for (const cell of cells.slice(1, 4)) {
      if (points.length === atMost) return points
      points.push(first.with(dimension, cell))
    }
  }
  return points
}

/**
 * Places that together are the part of a place where a proposition holds; they may overlap. Undefined when there are more than `atMost`.
 */
export function regionsWhere(
  dimensions: readonly Dimension[],
  region: Region,
  condition: Proposition,
  atMost: number,
): readonly Region[] | undefined {
  switch (condition.kind) {
    case 'constant':
      return condition.value ? [region] : []
    case 'literal': {
      const met = meetRegion(dimensions, region, condition)
      return met === undefined ? [] : [met]
    }
    case 'and': {
      let regions: readonly Region[] = [region]
      for (const part of condition.all) {
        const next: Region[] = []
        for (const each of regions) {
          const met = regionsWhere(dimensions, each, part, atMost)
          if (met === undefined || next.length + met.length > atMost) return undefined
          next.push(...met)
        }
        regions = next
      }
      return regions
    }
    case 'or': {
      const regions: Region[] = []
      for (const part of condition.any) {
        if (truthOf(part, statusIn(dimensions, region)) === false) continue
        const met = regionsWhere(dimensions, region, part, atMost)
        if (met === undefined || regions.length + met.length > atMost) return undefined
        regions.push(...met)
      }
      return regions
    }
  }
}
