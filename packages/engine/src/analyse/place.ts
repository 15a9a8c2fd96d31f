import type { Axis, Region } from './axis.ts'
import { type Literal, type Proposition, type StatusOf, truthOf } from './proposition.ts'

/** A part of all requests: a region of every axis, independent of each other. */
export type Place = readonly Region[]

/** One request, as far as the axes go: a value of every axis. */
export type Point = readonly number[]

/** Everything. */
export function everywhere(axes: readonly Axis[]): Place {
  return axes.map((axis) => axis.whole)
}

/** The part of a place where a literal holds; undefined when it is empty. */
export function meetPlace(axes: readonly Axis[], place: Place, { axis, test, wanted }: Literal): Place | undefined {
  const region = axes[axis]!.meet(place[axis]!, test, wanted)
  if (region === undefined) return undefined
  return region === place[axis] ? place : place.with(axis, region)
}

/** What is known of tests in a place. */
export function statusIn(axes: readonly Axis[], place: Place): StatusOf {
  return (axis, test) => axes[axis]!.status(place[axis]!, test)
}

/** What tests give at a point. */
export function statusAt(axes: readonly Axis[], point: Point): StatusOf {
  return (axis, test) => axes[axis]!.holds(test, point[axis]!)
}

/** A point of a place, the most ordinary of all; undefined where nobody could tell whether there is any. */
export function pointOf(place: Place): Point | undefined {
  const point = place.flatMap(({ cells }) => cells.slice(0, 1))
  return point.length === place.length ? point : undefined
}

/** Some points of a place that differ from its first one in one axis each. */
export function otherPoints(place: Place, atMost: number): readonly Point[] {
  const first = pointOf(place)
  if (first === undefined) return []
  const points: Point[] = []
  for (const [axis, { cells }] of place.entries()) {
    for (const cell of cells.slice(1, 4)) {
      if (points.length === atMost) return points
      points.push(first.with(axis, cell))
    }
  }
  return points
}

/**
 * Places that together are the part of a place where a proposition holds; they may overlap. Undefined when there are more than `atMost`.
 */
export function placesWhere(
  axes: readonly Axis[],
  place: Place,
  said: Proposition,
  atMost: number,
): readonly Place[] | undefined {
  switch (said.kind) {
    case 'constant':
      return said.value ? [place] : []
    case 'literal': {
      const met = meetPlace(axes, place, said)
      return met === undefined ? [] : [met]
    }
    case 'and': {
      let places: readonly Place[] = [place]
      for (const part of said.all) {
        const next: Place[] = []
        for (const each of places) {
          const met = placesWhere(axes, each, part, atMost)
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
        if (truthOf(part, statusIn(axes, place)) === false) continue
        const met = placesWhere(axes, place, part, atMost)
        if (met === undefined || places.length + met.length > atMost) return undefined
        places.push(...met)
      }
      return places
    }
  }
}
