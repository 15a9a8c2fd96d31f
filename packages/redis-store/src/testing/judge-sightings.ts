import { hammeredSpecs, type Sightings } from './hammer-store.ts'

/** What an observer who knows all sightings says about them. */
export interface Verdict {
  readonly decisions: number
  readonly failed: number
  /** By limit: how many requests were admitted beyond it in any stretch of time. */
  readonly excess: Readonly<Record<string, number>>
  /** By limit: whether some stretch was full, so that one more would have been too many. */
  readonly wasFull: Readonly<Record<string, boolean>>
}

/** Judges what clients of all processes saw, by the definition of each limit and without the code of any store. */
export function judgeSightings(all: readonly Sightings[]): Verdict {
  const excess: Record<string, number> = {}
  const wasFull: Record<string, boolean> = {}
  const note = (limit: string, beyond: number): void => {
    excess[limit] = Math.max(excess[limit] ?? 0, beyond)
    wasFull[limit] ||= beyond >= 0
  }
  for (const [subject, spec] of hammeredSpecs.entries()) {
    const names = new Set(all.flatMap(({ counted, held }) => [...Object.keys(counted), ...Object.keys(held)]))
    for (const name of [...names].filter((each) => each.startsWith(`${subject} `))) {
      const times = all.flatMap(({ counted }) => counted[name] ?? []).toSorted((a, b) => a - b)
      const holds = all.flatMap(({ held }) => held[name] ?? [])
      if (spec.algorithm === 'at-once') note(spec.identity, mostAtOnce(holds) - spec.count)
      else if (spec.algorithm === 'gcra') note(spec.identity, mostInBucket(times, spec) - (spec.burst ?? 1))
      else note(spec.identity, mostInPeriod(times, spec.periodMs) - spec.count)
    }
  }
  return {
    decisions: all.reduce((sum, { decisions }) => sum + decisions, 0),
    failed: all.reduce((sum, { failed }) => sum + failed, 0),
    excess,
    wasFull,
  }
}

/** The most requests in any stretch that is shorter than the period. `times` ascend. */
export function mostInPeriod(times: readonly number[], periodMs: number): number {
  let first = 0
  let most = 0
  for (const [last, time] of times.entries()) {
    while (time - times[first]! >= periodMs) first++
    most = Math.max(most, last - first + 1)
  }
  return most
}

/** The highest level of a bucket that each request fills by one, and that drains by `count` each period. `times` ascend. */
export function mostInBucket(
  times: readonly number[],
  { count, periodMs }: { readonly count: number; readonly periodMs: number },
): number {
  // In units of 1/periodMs of a request, so that all numbers are whole.
  let level = 0
  let most = 0
  for (const [at, time] of times.entries()) {
    level = Math.max(0, level - (time - (times[at - 1] ?? time)) * count) + periodMs
    most = Math.max(most, level)
  }
  // One request fits only if the level before it was at most one below the burst.
  return Math.ceil(most / periodMs)
}

/** The most intervals that overlap. */
export function mostAtOnce(intervals: readonly (readonly [number, number])[]): number {
  const events = intervals.flatMap(([from, to]) => [
    { at: from, change: 1 },
    { at: to, change: -1 },
  ])
  events.sort((a, b) => a.at - b.at || a.change - b.change)
  let now = 0
  let most = 0
  for (const { change } of events) {
    now += change
    most = Math.max(most, now)
  }
  return most
}
