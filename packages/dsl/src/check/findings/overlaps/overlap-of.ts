import { addressOverlaps } from './address-overlaps.ts'
import type { Requirements } from './requirements.ts'
import { textOverlaps } from './text-overlaps.ts'

/** Maximum number of steps of one search. */
const maxSteps = 1_000_000

/** Maximum number of subjects that are examined in combination. */
const maxDepth = 3

/**
 * Returns more than `max` items that may be in force for one request; undefined if there are certainly none. Requirements are examined
 * subject by subject: first hosts, for example, and then the paths of the items that one host can have in common. Items that differ in
 * anything else, such as windows, count as overlapping; so do all items once the budget is spent.
 */
export function overlapOf<T extends Requirements>(items: readonly T[], max: number): readonly T[] | undefined {
  let left = maxSteps
  const spend = (steps: number): boolean => {
    left -= steps
    return left >= 0
  }

  function search(some: readonly T[], depth: number): readonly T[] | undefined {
    if (some.length <= max) return undefined
    if (depth === maxDepth) return some
    let found = some
    for (const key of keysOf(some)) {
      const overlaps = overlapsBy(key, some)
      if (overlaps === undefined) return some
      const within = overlaps.map((overlap) => (overlap.length === some.length ? overlap : search(overlap, depth + 1)))
      const worst = within.find((overlap) => overlap !== undefined)
      if (worst === undefined) return undefined
      if (worst.length < found.length) found = worst
    }
    return found
  }

  /** Returns the groups of items that may be in force together, judged by one subject; first the items without a requirement on it. */
  function overlapsBy(key: string, some: readonly T[]): readonly (readonly T[])[] | undefined {
    const free = some.filter(({ texts, addresses }) => !texts.has(key) && !addresses.has(key))
    const room = Math.max(0, max - free.length)
    const marked = some.flatMap((item) => ({ item, marks: item.texts.get(key) ?? [] }))
    const located = some.flatMap((item) => {
      const set = item.addresses.get(key)
      return set === undefined ? [] : [{ item, set }]
    })
    if (!spend(some.length)) return undefined
    const overlaps = located.length > 0 ? addressOverlaps(located, room, spend) : textOverlaps(marked, room, spend)
    if (overlaps === undefined || !spend(overlaps.length * free.length)) return undefined
    return [...(free.length > max ? [free] : []), ...overlaps.map((overlap) => [...free, ...overlap])]
  }

  return search(items, 0)
}

/** Returns the subjects of all requirements, the most frequent first. */
function keysOf(items: readonly Requirements[]): readonly string[] {
  const counts = new Map<string, number>()
  for (const { texts, addresses } of items) {
    for (const key of [...texts.keys(), ...addresses.keys()]) counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return [...counts].toSorted(([, x], [, y]) => y - x).map(([key]) => key)
}
