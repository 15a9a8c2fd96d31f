/** Quantiles of the number of requests per client and minute. */
export interface Rates {
  readonly median: number
  readonly p95: number
  readonly p99: number
  readonly p999: number
  readonly most: number
  /** Number of minutes with requests, counted per client. */
  readonly minutes: number
}

/** Counts requests per key and minute. */
export interface MinuteRates {
  readonly add: (key: string, timeMs: number) => void
  /** Returns the rates, together with those of a counter of other keys. */
  readonly rates: (others?: MinuteRates) => Rates | undefined
  /** Returns the number of minutes by the number of requests in them. */
  readonly histogram: () => ReadonlyMap<number, number>
  /** Returns whether a minute had more keys than are counted. */
  readonly overflowed: () => boolean
}

const maxKeys = 200_000

/**
 * Creates a counter of requests per key and whole minute of the clock, or another period in milliseconds; requests come in order of time. Memory is bounded: in a minute, keys
 * after the first 200,000 are not counted.
 */
export function createMinuteRates(periodMs = 60_000): MinuteRates {
  const histogram = new Map<number, number>()
  let current = new Map<string, number>()
  let minute = -1
  let isFull = false

  function flush(): void {
    for (const count of current.values()) histogram.set(count, (histogram.get(count) ?? 0) + 1)
    current = new Map()
  }

  return {
    add: (key, timeMs) => {
      const at = Math.floor(timeMs / periodMs)
      if (at !== minute) {
        flush()
        minute = at
      }
      const before = current.get(key)
      if (before === undefined && current.size >= maxKeys) isFull = true
      else current.set(key, (before ?? 0) + 1)
    },
    histogram: () => {
      flush()
      return histogram
    },
    rates: (others) => {
      flush()
      const all = new Map(histogram)
      for (const [count, times] of others?.histogram() ?? []) all.set(count, (all.get(count) ?? 0) + times)
      const counts = [...all].toSorted(([a], [b]) => a - b)
      const minutes = counts.reduce((sum, [, times]) => sum + times, 0)
      if (minutes === 0) return undefined
      const quantile = (share: number): number => {
        let seen = 0
        for (const [count, times] of counts) {
          seen += times
          if (seen >= Math.ceil(share * minutes)) return count
        }
        return counts.at(-1)![0]
      }
      return {
        median: quantile(0.5),
        p95: quantile(0.95),
        p99: quantile(0.99),
        p999: quantile(0.999),
        most: quantile(1),
        minutes,
      }
    },
    overflowed: () => isFull,
  }
}
