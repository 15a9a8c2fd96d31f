import type { Dimension, DimensionLiteral, Slice } from '../dimensions/dimension.ts'
import type { Region, Point } from './region.ts'

/** A merged slice: the cells of a finite dimension, or for texts a disjunction of conjunctions. */
export type MergedSlice =
  | { readonly kind: 'cells'; readonly cells: readonly number[] }
  | { readonly kind: 'conjunctions'; readonly conjunctions: readonly (readonly DimensionLiteral[])[] }

/** Regions merged into one for a description. */
export interface MergedRegion {
  readonly parts: readonly MergedSlice[]
  readonly point: Point
  /** The regions that were merged. */
  readonly regions: readonly Region[]
}

/** A region that is not merged with others yet. */
export function toMergedRegion(dimensions: readonly Dimension[], region: Region, point: Point): MergedRegion {
  return { parts: region.map((slice, dimension) => partOf(dimensions[dimension]!, slice)), point, regions: [region] }
}

function partOf({ about }: Dimension, { cells, literals }: Slice): MergedSlice {
  return about.kind === 'text' ? { kind: 'conjunctions', conjunctions: [literals] } : { kind: 'cells', cells }
}

/** Regions are not merged if there are more than this. */
const maxMerged = 1_500

/**
 * Merges regions into fewer ones that cover the same requests: a region that another one covers is dropped, and regions that differ
 * in one dimension only are joined.
 */
export function mergeRegions(regions: readonly MergedRegion[]): readonly MergedRegion[] {
  if (regions.length > maxMerged) return regions
  let merged = regions
  for (;;) {
    const before = merged.length
    const dimensions = merged[0]?.parts.keys() ?? []
    for (const dimension of dimensions) merged = mergeAlong(merged, dimension)
    if (merged.length === before) return withoutCovered(merged)
  }
}

function mergeAlong(regions: readonly MergedRegion[], dimension: number): readonly MergedRegion[] {
  const groups = new Map<string, MergedRegion>()
  for (const region of regions) {
    const key = region.parts.map((part, index) => (index === dimension ? '' : partKey(part))).join(';')
    const before = groups.get(key)
    groups.set(key, before === undefined ? region : joined(before, region, dimension))
  }
  return [...groups.values()]
}

function joined(region: MergedRegion, other: MergedRegion, dimension: number): MergedRegion {
  const part = unionOf(region.parts[dimension]!, other.parts[dimension]!)
  return { ...region, parts: region.parts.with(dimension, part), regions: [...region.regions, ...other.regions] }
}

function unionOf(part: MergedSlice, other: MergedSlice): MergedSlice {
  if (part.kind === 'cells' && other.kind === 'cells') {
    return { kind: 'cells', cells: [...new Set([...part.cells, ...other.cells])].toSorted((x, y) => x - y) }
  }
  if (part.kind === 'conjunctions' && other.kind === 'conjunctions')
    return { kind: 'conjunctions', conjunctions: fewestConjunctions([...part.conjunctions, ...other.conjunctions]) }
  return part
}

/** Drops conjunctions that another one covers, and joins `… and T` and `… and not T`. */
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

/** Whether a conjunction has all literals of another one. */
function isCoveredConjunction(conjunction: readonly DimensionLiteral[], by: readonly DimensionLiteral[]): boolean {
  return by.every((literal) =>
    conjunction.some(({ test, wanted }) => test === literal.test && wanted === literal.wanted),
  )
}

function withoutCovered(regions: readonly MergedRegion[]): readonly MergedRegion[] {
  return regions.filter(
    (region, index) =>
      !regions.some((other, at) => {
        if (at === index || !isCovered(region, other)) return false
        return at < index || !isCovered(other, region)
      }),
  )
}

function isCovered(region: MergedRegion, by: MergedRegion): boolean {
  return region.parts.every((part, dimension) => {
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
