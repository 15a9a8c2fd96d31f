import { addressCrowds } from './address-overlaps.ts'
import type { Asked } from './asked.ts'
import { textCrowds } from './text-overlaps.ts'

/** Steps that one search may take. */
const maxSteps = 1_000_000

/** How many of the things that rules ask for are looked at one inside the other. */
const maxDepth = 3

/**
 * More than `most` items that may be in force for one request; undefined when there are certainly none. What items ask for is looked at
 * thing by thing: first hosts, say, and of those that one host may have together, the paths. Items that are kept apart by something else, as
 * windows are, count as together, and so does everything once the steps are spent.
 */
export function crowdOf<T extends Asked>(items: readonly T[], most: number): readonly T[] | undefined {
  let left = maxSteps
  const spend = (steps: number): boolean => {
    left -= steps
    return left >= 0
  }

  function search(some: readonly T[], depth: number): readonly T[] | undefined {
    if (some.length <= most) return undefined
    if (depth === maxDepth) return some
    let found = some
    for (const key of keysOf(some)) {
      const crowds = crowdsBy(key, some)
      if (crowds === undefined) return some
      const within = crowds.map((crowd) => (crowd.length === some.length ? crowd : search(crowd, depth + 1)))
      const worst = within.find((crowd) => crowd !== undefined)
      if (worst === undefined) return undefined
      if (worst.length < found.length) found = worst
    }
    return found
  }

  /** The items in force together, as far as one thing tells; first those that ask nothing of it, for whom it is anything else. */
  function crowdsBy(key: string, some: readonly T[]): readonly (readonly T[])[] | undefined {
    const free = some.filter(({ texts, addresses }) => !texts.has(key) && !addresses.has(key))
    const room = Math.max(0, most - free.length)
    const marked = some.flatMap((item) => ({ item, marks: item.texts.get(key) ?? [] }))
    const located = some.flatMap((item) => {
      const set = item.addresses.get(key)
      return set === undefined ? [] : [{ item, set }]
    })
    if (!spend(some.length)) return undefined
    const crowds = located.length > 0 ? addressCrowds(located, room, spend) : textCrowds(marked, room, spend)
    if (crowds === undefined || !spend(crowds.length * free.length)) return undefined
    return [...(free.length > most ? [free] : []), ...crowds.map((crowd) => [...free, ...crowd])]
  }

  return search(items, 0)
}

/** What the items ask for, first what most of them do. */
function keysOf(items: readonly Asked[]): readonly string[] {
  const counts = new Map<string, number>()
  for (const { texts, addresses } of items) {
    for (const key of [...texts.keys(), ...addresses.keys()]) counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return [...counts].toSorted(([, x], [, y]) => y - x).map(([key]) => key)
}
