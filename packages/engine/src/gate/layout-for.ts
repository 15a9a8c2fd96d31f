import { periodOf } from '../counters/row-layout.ts'
import type { CounterLayout, CounterSpec } from '../counters/store.ts'

/**
 * The layout that a gate passes to its store: the plan's layout with `prefix` before its tag, and with limits divided by `processes`, those of calendar
 * periods and of places at once like all others. What a request costs is not divided: if it costs more than the share, it takes all of the share.
 */
export function layoutFor(layout: CounterLayout, prefix: string, processes: number): CounterLayout {
  const { subjects } = processes === 1 ? layout : dividedLayout(layout, 1 / processes)
  return { tag: `${prefix}${layout.tag}`, subjects }
}

/** The layout with this share of every limit, rounded down, at least 1. `share` is above 0 and at most 1. */
export function dividedLayout(layout: CounterLayout, share: number): CounterLayout {
  if (share === 1) return layout
  // WHY the small part: a share such as 1/3 is slightly less than a third, and three times it must be all.
  const part = (count: number): number => Math.max(1, Math.floor(count * share + 1e-6))
  const divide = (spec: CounterSpec): CounterSpec => ({
    ...spec,
    count: part(spec.count),
    ...('burst' in spec && spec.burst !== undefined && { burst: part(spec.burst) }),
  })
  return {
    ...layout,
    subjects: layout.subjects.map((subject) => ({ ...subject, counters: subject.counters.map(divide) })),
  }
}

/** The keys by which counts carry over: each is made of the subject, the limit, its algorithm and its period. */
export function carryOverKeys(layout: CounterLayout): ReadonlySet<string> {
  const keys = layout.subjects.flatMap((subject) =>
    subject.counters.map((spec) =>
      JSON.stringify([layout.tag, subject.identity, spec.identity, spec.algorithm, periodOf(spec)]),
    ),
  )
  return new Set(keys)
}
