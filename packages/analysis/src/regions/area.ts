import type { Dimension, DimensionLiteral, Region } from '../dimensions/dimension.ts'
import type { Place, Point } from './region.ts'

/** A part of a dimension for words: on a finite dimension its values, else one way or several to say what holds. */
export type AreaPart =
  | { readonly kind: 'cells'; readonly cells: readonly number[] }
  | { readonly kind: 'ways'; readonly ways: readonly (readonly DimensionLiteral[])[] }

/** A place for words: what stands side by side may be put together. */
export interface Area {
  readonly parts: readonly AreaPart[]
  readonly point: Point
  /** The places that were put together. */
  readonly places: readonly Place[]
}

/** The area of a place. */
export function areaOf(dimensions: readonly Dimension[], place: Place, point: Point): Area {
  return { parts: place.map((region, dimension) => partOf(dimensions[dimension]!, region)), point, places: [place] }
}

function partOf({ about }: Dimension, { cells, literals }: Region): AreaPart {
  return about.kind === 'text' ? { kind: 'ways', ways: [literals] } : { kind: 'cells', cells }
}

/** More areas than this are told as they are. */
const maxMerged = 1_500

/** Fewer areas that together are the same: what lies in another is left out, and what differs in one dimension only becomes one. */
export function mergeAreas(areas: readonly Area[]): readonly Area[] {
  if (areas.length > maxMerged) return areas
  let merged = areas
  for (;;) {
    const before = merged.length
    const dimensions = merged[0]?.parts.keys() ?? []
    for (const dimension of dimensions) merged = mergeAlong(merged, dimension)
    if (merged.length === before) return withoutCovered(merged)
  }
}

function mergeAlong(areas: readonly Area[], dimension: number): readonly Area[] {
  const groups = new Map<string, Area>()
  for (const area of areas) {
    const key = area.parts.map((part, index) => (index === dimension ? '' : partKey(part))).join(';')
    const before = groups.get(key)
    groups.set(key, before === undefined ? area : joined(before, area, dimension))
  }
  return [...groups.values()]
}

function joined(area: Area, other: Area, dimension: number): Area {
  const part = unionOf(area.parts[dimension]!, other.parts[dimension]!)
  return { ...area, parts: area.parts.with(dimension, part), places: [...area.places, ...other.places] }
}

function unionOf(part: AreaPart, other: AreaPart): AreaPart {
  if (part.kind === 'cells' && other.kind === 'cells') {
    return { kind: 'cells', cells: [...new Set([...part.cells, ...other.cells])].toSorted((x, y) => x - y) }
  }
  if (part.kind === 'ways' && other.kind === 'ways')
    return { kind: 'ways', ways: fewestWays([...part.ways, ...other.ways]) }
  return part
}

/** Drops ways that say more than another one, and puts `… and T` and `… and not T` together. */
function fewestWays(ways: readonly (readonly DimensionLiteral[])[]): readonly (readonly DimensionLiteral[])[] {
  const texts = new Map(ways.map((way) => [wayKey(way), way]))
  for (;;) {
    const pair = [...texts.values()].flatMap((way) =>
      way.flatMap((literal) => {
        const rest = way.filter((each) => each !== literal)
        const turned = wayKey([...rest, { ...literal, wanted: !literal.wanted }])
        return texts.has(turned) ? [{ one: wayKey(way), other: turned, rest }] : []
      }),
    )[0]
    if (pair === undefined) break
    texts.delete(pair.one)
    texts.delete(pair.other)
    texts.set(wayKey(pair.rest), pair.rest)
  }
  const kept = [...texts.values()]
  return kept.filter((way) => !kept.some((other) => other !== way && isCoveredWay(way, other)))
}

/** Whether a way says all that another one says. */
function isCoveredWay(way: readonly DimensionLiteral[], by: readonly DimensionLiteral[]): boolean {
  return by.every((literal) => way.some(({ test, wanted }) => test === literal.test && wanted === literal.wanted))
}

function withoutCovered(areas: readonly Area[]): readonly Area[] {
  return areas.filter(
    (area, index) =>
      !areas.some((other, at) => {
        if (at === index || !isCovered(area, other)) return false
        return at < index || !isCovered(other, area)
      }),
  )
}

function isCovered(area: Area, by: Area): boolean {
  return area.parts.every((part, dimension) => {
    const other = by.parts[dimension]!
    if (part.kind === 'cells' && other.kind === 'cells') {
      const cells = new Set(other.cells)
      return part.cells.every((cell) => cells.has(cell))
    }
    if (part.kind !== 'ways' || other.kind !== 'ways') return false
    return part.ways.every((way) => other.ways.some((each) => isCoveredWay(way, each)))
  })
}

function partKey(part: AreaPart): string {
  return part.kind === 'cells' ? part.cells.join() : part.ways.map(wayKey).toSorted().join('|')
}

function wayKey(way: readonly DimensionLiteral[]): string {
  return way
    .map(({ test, wanted }) => `${wanted ? '' : '!'}${test}`)
    .toSorted()
    .join('&')
}
