import type { DayHours } from '../parse/day-hours.ts'

const day = 1440

/**
 * Returns the minutes of the day that none of the spans covers, as a minimal list of spans; empty if they cover the whole day.
 * O(n log n).
 */
export function hoursOutside(spans: readonly DayHours[]): readonly DayHours[] {
  const flat = spans.flatMap(unwrapped).toSorted((a, b) => a.fromMinute - b.fromMinute)
  const gaps: DayHours[] = []
  let end = 0
  for (const span of flat) {
    if (span.fromMinute > end) gaps.push({ fromMinute: end, toMinute: span.fromMinute })
    end = Math.max(end, span.toMinute)
  }
  if (end < day) gaps.push({ fromMinute: end, toMinute: day })
  return acrossMidnight(gaps)
}

function unwrapped(span: DayHours): readonly DayHours[] {
  if (span.fromMinute < span.toMinute) return [span]
  return [
    { fromMinute: span.fromMinute, toMinute: day },
    { fromMinute: 0, toMinute: span.toMinute },
  ]
}

/** Joins a gap that ends at midnight with one that starts there. */
function acrossMidnight(gaps: readonly DayHours[]): readonly DayHours[] {
  const first = gaps[0]
  const last = gaps.at(-1)
  if (first === undefined || last === undefined || gaps.length < 2) return gaps
  if (first.fromMinute !== 0 || last.toMinute !== day) return gaps
  return [...gaps.slice(1, -1), { fromMinute: last.fromMinute, toMinute: first.toMinute }]
}
