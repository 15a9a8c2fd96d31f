import { toMergedRegion, type MergedRegion, mergeRegions } from '../regions/merge-regions.ts'
import type { Comparison, Difference } from '../compare/compare-effects.ts'
import { confirmed, type EffectOf, impossibleEffect, type AlignedPolicies } from '../compare/align-policies.ts'
import { describeRegion } from '../describe/describe-region.ts'
import type { EffectList } from '../compare/effect-list.ts'
import { type Region, regionsWhere, statusIn } from '../regions/region.ts'
import type { DiffWitness } from '../policy-diff.ts'
import { type Proposition, truthOf } from '../logic/proposition.ts'
import { contrary } from '../dimensions/space.ts'
import type { Side } from '../side.ts'
import type { EffectPair } from '../compare/resolve-region.ts'
import type { Witness } from '../witnesses/witness-requests.ts'

/** Merged differences with their description, and an example that both interpreters confirm. */
export interface ReportedClass extends EffectPair {
  readonly where: readonly string[]
  readonly all: boolean
  readonly witness: DiffWitness
}

export interface ReportedClasses {
  readonly classes: readonly ReportedClass[]
  /** Number of classes beyond the maximum that was requested. */
  readonly more: number
  /** Number of examples of the compiled plans that the reference interpreter does not confirm; 0 is expected. */
  readonly unconfirmed: number
}

/** Merges and describes differences with the same pair of effects, at most `atMost` in all. `rank` sorts the pairs. */
export function reportClasses(
  sides: AlignedPolicies,
  { differences, lists }: Comparison & { readonly lists: Readonly<Record<Side, EffectList>> },
  effectOf: EffectOf,
  atMost: number,
  rank: (pair: EffectPair) => number,
): ReportedClasses {
  const { dimensions } = sides
  const byPair = [...Map.groupBy(differences, ({ from, to, unless }) => JSON.stringify([from, to, unless])).values()]
  const classes: ReportedClass[] = []
  let more = 0
  let unconfirmed = 0
  for (const group of byPair.toSorted((x, y) => rank(x[0]!) - rank(y[0]!))) {
    const { from, to, unless } = group[0]!
    const mergedRegions = mergeRegions(group.map(({ region, point }) => toMergedRegion(dimensions, region, point)))
    for (const merged of mergedRegions) {
      if (classes.length >= atMost) {
        more += 1
        continue
      }
      const witness = confirmedWitness(merged, group)
      if (witness === undefined) {
        unconfirmed += 1
        continue
      }
      const regions =
        unless === undefined ? merged.regions : merged.regions.flatMap((region) => regionsOutside(region, unless))
      const all = regions.every((region) => isCertain(lists.a, region, from) && isCertain(lists.b, region, to))
      const where = [...describeRegion(merged, sides), ...(unless === undefined ? [] : [exceptRobotsTxt])]
      classes.push({ from, to, where, all, witness: writtenWitness(witness) })
    }
  }
  return { classes, more, unconfirmed }

  function confirmedWitness(merged: MergedRegion, group: readonly Difference[]): Witness | undefined {
    const { from, to } = group[0]!
    const points = [
      merged.point,
      ...group.flatMap(({ region, point }) => (merged.regions.includes(region) ? [point] : [])),
    ]
    for (const point of points.slice(0, 10)) {
      const witness = confirmed(sides, point, { from, to }, effectOf, 'interpret')
      if (witness !== undefined) return witness
    }
    return undefined
  }

  /** A region without an exception; the whole region if that has too many parts. */
  function regionsOutside(region: Region, unless: Proposition): readonly Region[] {
    return regionsWhere(dimensions, region, contrary(unless, sides.space), 16) ?? [region]
  }

  /** Whether a list has one effect throughout a region. */
  function isCertain({ entries, otherwise }: EffectList, region: Region, effect: string): boolean {
    const status = statusIn(dimensions, region)
    for (const entry of entries) {
      if (entry.effect === impossibleEffect) continue
      const truth = truthOf(entry.condition, status)
      if (truth === true) return entry.effect === effect
      if (truth === undefined && entry.effect !== effect) return false
    }
    return otherwise === effect
  }
}

const exceptRobotsTxt = 'except GET and HEAD of /robots.txt'

function writtenWitness({ request, nowMs }: Witness): DiffWitness {
  return { request, at: new Date(nowMs).toISOString() }
}
