import type { Dimension, DimensionLiteral, Slice } from '../dimensions/dimension.ts'
import type { Region, Point } from './region.ts'

/** A part of a dimension for words: on a finite dimension its values, else one way or several to say what holds. */
export type MergedSlice =
  | { readonly kind: 'cells'; readonly cells: readonly number[] }
  | { readonly kind: 'conjunctions'; readonly conjunctions: readonly (readonly DimensionLiteral[])[] }

/** A place for words: what stands side by side may be put together. */
export interface MergedRegion {
  readonly parts: readonly MergedSlice[]
  readonly point: Point
  /** The places that were put together. */
  readonly regions: readonly Region[]
}

/** The area of a place. */
export function toMergedRegion(dimensions: readonly Dimension[], region: Region, point: Point): MergedRegion {
  return { parts: region.map((slice, dimension) => partOf(dimensions[dimension]!, slice)), point, regions: [region] }
}

function partOf({ about }: Dimension, { cells, literals }: Slice): MergedSlice {
  return about.kind === 'text' ? { kind: 'conjunctions', conjunctions: [literals] } : { kind: 'cells', cells }
}

/** More areas than this are told as they are. */
const maxMerged = 1_500

/** Fewer areas that together are the same: what lies in another is left out, and what differs in one dimension only becomes one. */
export function mergeRegions(areas: readonly MergedRegion[]): readonly MergedRegion[] {
  if (areas.length > maxMerged) return areas
  let merged = areas
  for (;;) {
    const before = merged.length
    const dimensions = merged[0]?.parts.keys() ?? []
    for (const dimension of dimensions) merged = mergeAlong(merged, dimension)
    if (merged.length === before) return withoutCovered(merged)
  }
}

function mergeAlong(areas: readonly MergedRegion[], dimension: number): readonly MergedRegion[] {
  const groups = new Map<string, MergedRegion>()
  for (const area of areas) {
    const key = area.parts.map((part, index) => (index === dimension ? '' : partKey(part))).join(';')
    const before = groups.get(key)
    groups.set(key, before === undefined ? area : joined(before, area, dimension))
  }
  return [...groups.values()]
}

function joined(area: MergedRegion, other: MergedRegion, dimension: number): MergedRegion {
  const part = unionOf(area.parts[dimension]!, other.parts[dimension]!)
  return { ...area, parts: area.parts.with(dimension, part), regions: [...area.regions, ...other.regions] }
}

function unionOf(part: MergedSlice, other: MergedSlice): MergedSlice {
  if (part.kind === 'cells' && other.kind === 'cells') {
    return { kind: 'cells', cells: [...new Set([...part.cells, ...other.cells])].toSorted((x, y) => x - y) }
  }
  if (part.kind === 'conjunctions' && other.kind === 'conjunctions')
    return { kind: 'conjunctions', conjunctions: fewestConjunctions([...part.conjunctions, ...other.conjunctions]) }
  return part
}

/** Drops ways that say more than another one, and puts `… and T` and `… and not T` together. */
function fewestConjunctions(
  conjunctions: readonly (readonly DimensionLiteral[])[],
): readonly (readonly DimensionLiteral[])[] {
  const texts = new Map(conjunctions.map((conjunction) => [conjunctionKey(conjunction), conjunction]))
  for (;;) {
    const pair = [...texts.values()].flatMap((conjunction) =>
      conjunction.flatMap((literal) => {
        const rest = conjunction.filter((each) => each !== literal)
        const turned = conjunctionKey([...rest, { ...literal, wanted: !literal.wanted }])
        return texts.has(turned) ? [{ one: conjunctionKey(conjunction), other: turned, rest }] : []
      }),
    )[0]
    if (pair === undefined) break
    texts.delete(pair.one)
    texts.delete(pair.other)
    texts.set(conjunctionKey(pair.rest), pair.rest)
  }
  const kept = [...texts.values()]
  return kept.filter(
    (conjunction) => !kept.some((other) => other !== conjunction && isCoveredConjunction(conjunction, other)),
  )
}

/** Whether a way says all that another one says. */
function isCoveredConjunction(conjunction: readonly DimensionLiteral[], by: readonly DimensionLiteral[]): boolean {
  return by.every((literal) =>
    conjunction.some(({ test, wanted }) => test === literal.test && wanted === literal.wanted),
  )
}

function withoutCovered(areas: readonly MergedRegion[]): readonly MergedRegion[] {
  return areas.filter(
    (area, index) =>
      !areas.some((other, at) => {
        if (at === index || !isCovered(area, other)) return false
        return at < index || !isCovered(other, area)
      }),
  )
}

function isCovered(area: MergedRegion, by: MergedRegion): boolean {
  return area.parts.every((part, dimension) => {
    const other = by.parts[dimension]!
    if (part.kind === 'cells' && other.kind === 'cells') {
      const cells = new Set(other.cells)
      return part.cells.every((cell) => cells.has(cell))
    }
    if (part.kind !== 'conjunctions' || other.kind !== 'conjunctions') return false
    return part.conjunctions.every((conjunction) =>
      other.conjunctions.some((each) => isCoveredConjunction(conjunction, each)),
    )
  })
}

function partKey(part: MergedSlice): string {
  return part.kind === 'cells' ? part.cells.join() : part.conjunctions.map(conjunctionKey).toSorted().join('|')
}

function conjunctionKey(conjunction: readonly DimensionLiteral[]): string {
  return conjunction
    .map(({ test, wanted }) => `${wanted ? '' : '!'}${test}`)
    .toSorted()
    .join('&')
}
