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

/** Differences put together and put into words, with an example that both interpreters confirm. */
export interface ReportedClass extends EffectPair {
  readonly where: readonly string[]
  readonly all: boolean
  readonly witness: DiffWitness
}

export interface ReportedClasses {
  readonly classes: readonly ReportedClass[]
  /** Found, but beyond those that were asked for. */
  readonly more: number
  /** Examples of the compiled plan that the naive interpreter does not confirm: there should be none. */
  readonly unconfirmed: number
}

/** Puts differences into words: those of one pair of effects together, at most `atMost` of all. `rank` sorts the pairs. */
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
    const areas = mergeRegions(group.map(({ region, point }) => toMergedRegion(dimensions, region, point)))
    for (const area of areas) {
      if (classes.length >= atMost) {
        more += 1
        continue
      }
      const witness = confirmedWitness(area, group)
      if (witness === undefined) {
        unconfirmed += 1
        continue
      }
      const regions =
        unless === undefined ? area.regions : area.regions.flatMap((region) => regionsOutside(region, unless))
      const all = regions.every((region) => isCertain(lists.a, region, from) && isCertain(lists.b, region, to))
      const where = [...describeRegion(area, sides), ...(unless === undefined ? [] : [sparedRobotsTxt])]
      classes.push({ from, to, where, all, witness: writtenWitness(witness) })
    }
  }
  return { classes, more, unconfirmed }

  function confirmedWitness(area: MergedRegion, group: readonly Difference[]): Witness | undefined {
    const { from, to } = group[0]!
    const points = [area.point, ...group.flatMap(({ region, point }) => (area.regions.includes(region) ? [point] : []))]
    for (const point of points.slice(0, 10)) {
      const witness = confirmed(sides, point, { from, to }, effectOf, 'interpret')
      if (witness !== undefined) return witness
    }
    return undefined
  }

  /** What is left of a place without an exception; the whole place where that is too much to say. */
  function regionsOutside(region: Region, unless: Proposition): readonly Region[] {
    return regionsWhere(dimensions, region, contrary(unless, sides.space), 16) ?? [region]
  }

  /** Whether a list gives an effect throughout a place. */
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

const sparedRobotsTxt = 'but for GET and HEAD of /robots.txt'

function writtenWitness({ request, nowMs }: Witness): DiffWitness {
  return { request, at: new Date(nowMs).toISOString() }
}
