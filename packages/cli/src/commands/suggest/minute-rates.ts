/** How many requests a client makes in a minute: the values below which so many of its minutes lie. */
export interface Rates {
  readonly median: number
  readonly p95: number
  readonly p99: number
  readonly p999: number
  readonly most: number
  /** Minutes in which some client came, counted for each client. */
  readonly minutes: number
}

/** Counts requests per key and minute. */
export interface MinuteRates {
  readonly add: (key: string, timeMs: number) => void
  readonly rates: () => Rates | undefined
  /** A minute held more different keys than are counted. */
  readonly overflowed: () => boolean
}

const maxKeys = 200_000

/**
 * Rates over whole minutes of the clock, from requests in order of time. Memory is bounded: of a minute with more different keys than
 * 200,000 the later keys are left out.
 */
export function createMinuteRates(): MinuteRates {
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
      const at = Math.floor(timeMs / 60_000)
      if (at !== minute) {
        flush()
        minute = at
      }
      const before = current.get(key)
      if (before === undefined && current.size >= maxKeys) isFull = true
      else current.set(key, (before ?? 0) + 1)
    },
    rates: () => {
      flush()
      const counts = [...histogram].toSorted(([a], [b]) => a - b)
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
