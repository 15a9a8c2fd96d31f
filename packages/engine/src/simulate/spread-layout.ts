import type { CounterLayout, CounterSpec } from '../counters/store.ts'

/**
 * Returns the layout with the limits that `processes` together enforce if each has its share (rounded down, at least 1) and requests are spread
 * evenly.
 */
export function spreadLayout(layout: CounterLayout, processes: number): CounterLayout {
  if (processes === 1) return layout
  const together = (count: number): number => Math.max(1, Math.floor(count / processes)) * processes
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
