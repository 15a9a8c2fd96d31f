import type { Model } from '@tidegate/model'
import { type IpSet, sameIpSet } from '@tidegate/values'
import type { ListState } from './gate-counts.ts'

/** Remembers when each named list of addresses changed last. */
export interface ListChanges {
  /** Takes the lists of a policy that is installed now. Linear in the lists. */
  readonly install: (model: Model, wallMs: number) => void
  readonly states: () => readonly ListState[]
}

interface KnownList {
  /** More than one if files of the policy declare different lists with the same name. */
  readonly sets: readonly IpSet[]
  readonly changedAtMs: number
}

/** Creates the memory; there are no lists yet. */
export function createListChanges(): ListChanges {
  let known = new Map<string, KnownList>()

  return {
    install: (model, wallMs) => {
      const named = model.addressSets.filter(({ name }) => name !== undefined)
      const next = Map.groupBy(named, ({ name }) => name!)
      known = new Map(
        [...next].map(([name, lists]) => {
          const sets = lists.map(({ set }) => set)
          const before = known.get(name)
          return [name, { sets, changedAtMs: hasSets(before, sets) ? before.changedAtMs : wallMs }]
        }),
      )
    },
    states: () =>
      [...known]
        .map(([name, { sets, changedAtMs }]) => ({ name, ranges: rangesIn(sets), changedAtMs }))
        .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  }
}

function hasSets(list: KnownList | undefined, sets: readonly IpSet[]): list is KnownList {
  return list?.sets.length === sets.length && sets.every((set, at) => sameIpSet(set, list.sets[at]!))
}

function rangesIn(sets: readonly IpSet[]): number {
  return sets.reduce((sum, { v4, v6 }) => sum + v4.length / 2 + v6.length / 8, 0)
}
