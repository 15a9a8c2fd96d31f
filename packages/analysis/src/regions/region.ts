import type { Dimension, Region } from '../dimensions/dimension.ts'
import { type Literal, type Proposition, type StatusOf, truthOf } from '../logic/proposition.ts'

/** A part of all requests: a region of every dimension, independent of each other. */
export type Place = readonly Region[]

/** One request, as far as the dimensions go: a value of every dimension. */
export type Point = readonly number[]

/** Everything. */
export function everywhere(dimensions: readonly Dimension[]): Place {
  return dimensions.map((dimension) => dimension.whole)
}

/** The part of a place where a literal holds; undefined when it is empty. */
export function meetPlace(
  dimensions: readonly Dimension[],
  place: Place,
  { dimension, test, wanted }: Literal,
): Place | undefined {
  const region = dimensions[dimension]!.meet(place[dimension]!, test, wanted)
  if (region === undefined) return undefined
  return region === place[dimension] ? place : place.with(dimension, region)
}

/** What is known of tests in a place. */
export function statusIn(dimensions: readonly Dimension[], place: Place): StatusOf {
  return (dimension, test) => dimensions[dimension]!.status(place[dimension]!, test)
}

/** What tests give at a point. */
export function statusAt(dimensions: readonly Dimension[], point: Point): StatusOf {
  return (dimension, test) => dimensions[dimension]!.holds(test, point[dimension]!)
}

/** A point of a place, the most ordinary of all; undefined where nobody could tell whether there is any. */
export function pointOf(place: Place): Point | undefined {
  const point = place.flatMap(({ cells }) => cells.slice(0, 1))
  return point.length === place.length ? point : undefined
}

/** Some points of a place that differ from its first one in one dimension each. */
export function otherPoints(place: Place, atMost: number): readonly Point[] {
  const first = pointOf(place)
  if (first === undefined) return []
  const points: Point[] = []
  for (const [dimension, { cells }] of place.entries()) {
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
export function placesWhere(
  dimensions: readonly Dimension[],
  place: Place,
  said: Proposition,
  atMost: number,
): readonly Place[] | undefined {
  switch (said.kind) {
    case 'constant':
      return said.value ? [place] : []
    case 'literal': {
      const met = meetPlace(dimensions, place, said)
      return met === undefined ? [] : [met]
    }
    case 'and': {
      let places: readonly Place[] = [place]
      for (const part of said.all) {
        const next: Place[] = []
        for (const each of places) {
          const met = placesWhere(dimensions, each, part, atMost)
          if (met === undefined || next.length + met.length > atMost) return undefined
          next.push(...met)
        }
        places = next
      }
      return places
    }
    case 'or': {
      const places: Place[] = []
      for (const part of said.any) {
        if (truthOf(part, statusIn(dimensions, place)) === false) continue
        const met = placesWhere(dimensions, place, part, atMost)
        if (met === undefined || places.length + met.length > atMost) return undefined
        places.push(...met)
      }
      return places
    }
  }
}
