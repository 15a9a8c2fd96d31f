import type { Dimension, Slice } from '../dimensions/dimension.ts'
import { type Literal, type Proposition, type StatusOf, truthOf } from '../logic/proposition.ts'

/** A set of requests: a product of one slice per dimension. */
export type Region = readonly Slice[]

/** One request as the dimensions see it: a cell index for each dimension. */
export type Point = readonly number[]

/** The region of all requests. */
export function everywhere(dimensions: readonly Dimension[]): Region {
  return dimensions.map((dimension) => dimension.whole)
}

/** The part of a region where a literal is true; undefined if it is empty. */
export function meetRegion(
  dimensions: readonly Dimension[],
  region: Region,
  { dimension, test, wanted }: Literal,
): Region | undefined {
  const slice = dimensions[dimension]!.meet(region[dimension]!, test, wanted)
  if (slice === undefined) return undefined
  return slice === region[dimension] ? region : region.with(dimension, slice)
}

/** The known values of tests throughout a region. */
export function statusIn(dimensions: readonly Dimension[], region: Region): StatusOf {
  return (dimension, test) => dimensions[dimension]!.status(region[dimension]!, test)
}

/** The values of tests at a point. */
export function statusAt(dimensions: readonly Dimension[], point: Point): StatusOf {
  return (dimension, test) => dimensions[dimension]!.holds(test, point[dimension]!)
}

/** The most ordinary point of a region; undefined if it is unknown whether the region has any. */
export function pointOf(region: Region): Point | undefined {
  const point = region.flatMap(({ cells }) => cells.slice(0, 1))
  return point.length === region.length ? point : undefined
}

/** Up to `atMost` points of a region that differ from its first one in one dimension each. */
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
 * Regions that together are the part of a region where a condition is true; they may overlap. Undefined if there are more than
 * `atMost`.
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
