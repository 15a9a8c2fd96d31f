import type { CounterLayout, CounterSpec } from '../counters/store.ts'

/**
 * Returns the layout with the limits that `processes` together enforce if each has its share (rounded down, at least 1) and requests are spread
 * evenly.
 */
export function spreadLayout(layout: CounterLayout, processes: number): CounterLayout {
  return withCounts(layout, processes, (count) => shareOf(count, processes) * processes)
}

/** Returns the layout with the limits that one of `processes` enforces. */
export function sharedLayout(layout: CounterLayout, processes: number): CounterLayout {
  return withCounts(layout, processes, (count) => shareOf(count, processes))
}

function shareOf(count: number, processes: number): number {
  return Math.max(1, Math.floor(count / processes))
}

function withCounts(layout: CounterLayout, processes: number, together: (count: number) => number): CounterLayout {
  if (processes === 1) return layout
  const spread = (spec: CounterSpec): CounterSpec => ({
    ...spec,
    count: together(spec.count),
    ...('burst' in spec && { burst: together(spec.burst) }),
  })
  return {
    ...layout,
    subjects: layout.subjects.map((subject) => ({ ...subject, counters: subject.counters.map(spread) })),
  }
}
