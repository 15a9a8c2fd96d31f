import type { CounterSpec } from '../counters/store.ts'

/**
 * One counter as a list of the instants of its charges: the reference implementation of the counters in a store, slow but obviously
 * correct. Instants are whole milliseconds and never decrease.
 */
export interface NaiveCounter {
  /** 0 if quota is available; otherwise the milliseconds until it is. */
  waitMs(nowMs: number): number
  charge(nowMs: number): void
  remaining(nowMs: number): number
  /** Milliseconds until more quota than `remaining` is available; without charges, those that a charge made now would count. */
  nextMs(nowMs: number): number
  resetMs(nowMs: number): number
  /**
   * The counter with another count or burst and the same charges. A log and a ring take over from each other; a charge of a ring counts as
   * made in the last millisecond of its sub-period, but not after the newest charge.
   */
  resized(spec: CounterSpec, nowMs: number): NaiveCounter
}

/** Creates a naive counter without charges. */
export function createNaiveCounter(spec: CounterSpec): NaiveCounter {
  switch (spec.algorithm) {
    case 'log':
      return naiveLog(spec, [])
    case 'ring':
      return naiveRing(spec, [])
    case 'gcra':
      return naiveGcra(spec, 0n)
  }
}

function naiveLog(spec: CounterSpec, charges: readonly number[]): NaiveCounter {
  return naiveList(
    spec,
    charges,
    (ms) => ms,
    (times, nowMs) => times.filter((ms) => nowMs - ms < spec.periodMs),
  )
}

/** A charge counts until the 1/32 of the period that contains it, or the newest charge, is older than the period. */
function naiveRing(spec: CounterSpec, charges: readonly number[]): NaiveCounter {
  const latest = (ms: number): number =>
    Number((((BigInt(ms) * 32n) / BigInt(spec.periodMs) + 1n) * BigInt(spec.periodMs) - 1n) / 32n)
  return naiveList(spec, charges, latest, (times, nowMs) => {
    if (nowMs - times.at(-1)! >= spec.periodMs) return []
    return times.filter((ms) => {
      const subPeriod = (BigInt(ms) * 32n) / BigInt(spec.periodMs)
      return BigInt(nowMs) * 32n < (subPeriod + 33n) * BigInt(spec.periodMs)
    })
  })
}

function createNaiveList(spec: CounterSpec, charges: readonly number[]): NaiveCounter {
  const kept = charges.slice(-spec.count)
  return spec.algorithm === 'ring' ? naiveRing(spec, kept) : naiveLog(spec, kept)
}

function naiveList(
  spec: CounterSpec,
  charges: readonly number[],
  latest: (ms: number) => number,
  counting: (charges: readonly number[], nowMs: number) => readonly number[],
): NaiveCounter {
  let times = charges
  const taken = (nowMs: number): number => counting(times, nowMs).length

  /** The first instant from `nowMs` at which fewer than `max` charges count. */
  function untilFewer(max: number, nowMs: number): number {
    if (taken(nowMs) < max) return 0
    let low = 0
    let high = 2 * spec.periodMs
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2)
      if (taken(nowMs + middle) < max) high = middle
      else low = middle
    }
    return high
  }

  return {
    waitMs: (nowMs) => untilFewer(spec.count, nowMs),
    charge(nowMs) {
      times = [...counting(times, nowMs), nowMs].slice(-spec.count)
    },
    remaining: (nowMs) => spec.count - taken(nowMs),
    nextMs: (nowMs) => (taken(nowMs) === 0 ? spec.periodMs : untilFewer(taken(nowMs), nowMs)),
    resetMs: (nowMs) => untilFewer(1, nowMs),
    resized(other, nowMs) {
      const kept = counting(times, nowMs)
      if (other.algorithm === spec.algorithm) return createNaiveList(other, kept)
      return createNaiveList(
        other,
        kept.map((ms) => Math.min(kept.at(-1)!, latest(ms))),
      )
    },
  }
}

/** The theoretical arrival time of the next request, in units of 1/count milliseconds; whole numbers of any size. */
function naiveGcra(spec: CounterSpec, start: bigint): NaiveCounter {
  let arrival = start
  const count = BigInt(spec.count)
  const period = BigInt(spec.periodMs)
  const burst = BigInt(spec.burst ?? 1)
  const after = (instant: bigint, nowMs: number): bigint =>
    instant > BigInt(nowMs) * count ? instant : BigInt(nowMs) * count
  const remainingAt = (nowMs: number): number =>
    Number((BigInt(nowMs) * count + burst * period - after(arrival, nowMs)) / period)
  const roundUp = (units: bigint): number => Number((units + count - 1n) / count)

  return {
    waitMs(nowMs) {
      const early = arrival - (burst - 1n) * period - BigInt(nowMs) * count
      return early > 0n ? roundUp(early) : 0
    },
    charge(nowMs) {
      const next = after(arrival, nowMs) + period
      const full = BigInt(nowMs) * count + burst * period
      arrival = next < full ? next : full
    },
    remaining: (nowMs) => remainingAt(nowMs),
    nextMs(nowMs) {
      const now = remainingAt(nowMs)
      if (now === Number(burst)) return roundUp(period)
      let low = 0
      let high = roundUp(period)
      while (high - low > 1) {
        const middle = Math.floor((low + high) / 2)
        if (remainingAt(nowMs + middle) > now) high = middle
        else low = middle
      }
      return high
    },
    resetMs: (nowMs) => roundUp(after(arrival, nowMs) - BigInt(nowMs) * count),
    resized(other, nowMs) {
      const used = after(arrival, nowMs) - BigInt(nowMs) * count
      const full = BigInt(other.burst ?? 1) * period
      return naiveGcra(other, BigInt(nowMs) * BigInt(other.count) + (used < full ? used : full))
    },
  }
}
