/** Counts over time, in buckets of equal length for a chart. */
export interface Timeline {
  /** Counts one occurrence in a series; series are numbered from 0. Times MUST NOT be before the first one. */
  readonly add: (series: number, atMs: number) => void
  /** Returns the series in at most `maxBuckets` buckets, whose length is a readable period; undefined if nothing was counted. */
  readonly read: (maxBuckets: number) => TimelineReading | undefined
}

export interface TimelineReading {
  /** The start of the first bucket. */
  readonly fromMs: number
  readonly bucketMs: number
  readonly buckets: number
  /** The counts of a series in each bucket; all are 0 if nothing was counted in the series. */
  readonly series: (series: number) => readonly number[]
}

const seconds = (...lengths: readonly number[]): readonly number[] => lengths.map((length) => length * 1_000)

/** Each length is a multiple of the previous one, so that buckets can be joined. */
const keptLengths = seconds(
  1,
  5,
  15,
  30,
  60,
  300,
  900,
  1_800,
  3_600,
  7_200,
  14_400,
  43_200,
  86_400,
  604_800,
  2_419_200,
  9_676_800,
  38_707_200,
)
const day = 86_400
const shownLengths = [
  ...seconds(1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1_200, 1_800),
  ...seconds(3_600, 7_200, 10_800, 14_400, 21_600, 43_200),
  ...seconds(day, 2 * day, 7 * day, 14 * day, 28 * day, 56 * day, 112 * day, 448 * day),
]
const maxKept = 1_440

/**
 * Creates a timeline that starts with buckets of one second and joins them if there would be more than 1,440. Memory is 6 KiB per
 * series, whatever the time span.
 */
export function createTimeline(): Timeline {
  const all: (Uint32Array | undefined)[] = []
  let step = 0
  let fromMs = Number.NaN
  let used = 0

  function add(series: number, atMs: number): void {
    if (Number.isNaN(fromMs)) fromMs = floorTo(atMs, keptLengths[0]!)
    let bucket = bucketOf(atMs)
    while (bucket >= maxKept) {
      join()
      bucket = bucketOf(atMs)
    }
    if (bucket >= used) used = bucket + 1
    const counts = (all[series] ??= new Uint32Array(maxKept))
    counts[bucket]!++
  }

  function bucketOf(atMs: number): number {
    return Math.max(0, Math.floor((atMs - fromMs) / keptLengths[step]!))
  }

  function join(): void {
    const before = keptLengths[step]!
    const after = keptLengths[Math.min(++step, keptLengths.length - 1)]!
    const start = floorTo(fromMs, after)
    for (const [series, counts] of all.entries()) {
      if (counts === undefined) continue
      const joined = new Uint32Array(maxKept)
      for (const [bucket, count] of regroup(counts, used, fromMs - start, before, after).entries())
        joined[bucket] = count
      all[series] = joined
    }
    used = Math.floor((fromMs - start + (used - 1) * before) / after) + 1
    fromMs = start
  }

  function read(maxBuckets: number): TimelineReading | undefined {
    if (used === 0) return undefined
    const kept = keptLengths[step]!
    const untilMs = fromMs + used * kept
    const fits = (length: number): boolean =>
      length % kept === 0 && Math.ceil((untilMs - floorTo(fromMs, length)) / length) <= maxBuckets
    const bucketMs = shownLengths.find(fits) ?? shownLengths.at(-1)!
    const start = floorTo(fromMs, bucketMs)
    const buckets = Math.max(1, Math.ceil((untilMs - start) / bucketMs))
    return {
      fromMs: start,
      bucketMs,
      buckets,
      series: (series) => {
        const counts = all[series]
        const joined = counts === undefined ? [] : regroup(counts, used, fromMs - start, kept, bucketMs)
        return Array.from({ length: buckets }, (_, bucket) => joined[bucket] ?? 0)
      },
    }
  }

  return { add, read }
}

/**
 * Joins buckets of the length `before` into buckets of the length `after`. The first old bucket starts `shift` later than the
 * first new bucket.
 */
function regroup(counts: Uint32Array, used: number, shift: number, before: number, after: number): number[] {
  const joined = Array.from({ length: Math.floor((shift + (used - 1) * before) / after) + 1 }, () => 0)
  for (let bucket = 0; bucket < used; bucket++) {
    const at = Math.floor((shift + bucket * before) / after)
    joined[at]! += counts[bucket]!
  }
  return joined
}

function floorTo(value: number, unit: number): number {
  return Math.floor(value / unit) * unit
}
