import type { CalendarCounter, CalendarPeriod, CounterSpec, WindowCounter } from '../counters/store.ts'

/** A counter of places that become free again as time passes: all but those at once. */
export type TimedCounter = WindowCounter | CalendarCounter

/**
 * One counter as a list of the instants of its charges, one for each place: the reference implementation of the counters in a store, slow but
 * obviously correct. Instants are whole milliseconds and never decrease. A calendar counter needs the `period` of the instant. `places` are 1 if absent.
 */
export interface NaiveCounter {
  /** 0 if the places are free; otherwise the milliseconds until they are. */
  waitMs(nowMs: number, places?: number, period?: CalendarPeriod): number
  charge(nowMs: number, places?: number, period?: CalendarPeriod): void
  remaining(nowMs: number, period?: CalendarPeriod): number
  /** Milliseconds until more quota than `remaining` is available; without charges, those that a charge made now would count. */
  nextMs(nowMs: number, period?: CalendarPeriod): number
  resetMs(nowMs: number, period?: CalendarPeriod): number
  /**
   * The counter with another count or burst and the same charges. A log and a ring take over from each other; a charge of a ring counts as
   * made in the last millisecond of its sub-period, but not after the newest charge.
   */
  resized(spec: TimedCounter, nowMs: number): NaiveCounter
}

/** Creates a naive counter without charges. */
export function createNaiveCounter(spec: TimedCounter): NaiveCounter {
  switch (spec.algorithm) {
    case 'log':
      return naiveLog(spec, [])
    case 'ring':
      return naiveRing(spec, [])
    case 'gcra':
      return naiveGcra(spec, 0n)
    case 'calendar':
      return naiveCalendar(spec, undefined)
  }
}

/** The number of places that a counter has, which are as many as a charge can take. */
export function placesOf(spec: CounterSpec): number {
  return spec.algorithm === 'gcra' ? (spec.burst ?? 1) : spec.count
}

function naiveLog(spec: WindowCounter, charges: readonly number[]): NaiveCounter {
  return naiveList(
    spec,
    charges,
    (ms) => ms,
    (times, nowMs) => times.filter((ms) => nowMs - ms < spec.periodMs),
  )
}

/** A charge counts until the 1/32 of the period that contains it, or the newest charge, is older than the period. */
function naiveRing(spec: WindowCounter, charges: readonly number[]): NaiveCounter {
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

function createNaiveList(spec: WindowCounter, charges: readonly number[]): NaiveCounter {
  const kept = charges.slice(-spec.count)
  return spec.algorithm === 'ring' ? naiveRing(spec, kept) : naiveLog(spec, kept)
}

function naiveList(
  spec: WindowCounter,
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
    waitMs: (nowMs, places = 1) =>
      places === 0 ? 0 : untilFewer(spec.count - Math.min(places, spec.count) + 1, nowMs),
    charge(nowMs, places = 1) {
      const taken = Array.from({ length: Math.min(places, spec.count) }, () => nowMs)
      times = [...counting(times, nowMs), ...taken].slice(-spec.count)
    },
    remaining: (nowMs) => spec.count - taken(nowMs),
    nextMs: (nowMs) => (taken(nowMs) === 0 ? spec.periodMs : untilFewer(taken(nowMs), nowMs)),
    resetMs: (nowMs) => untilFewer(1, nowMs),
    resized(other, nowMs) {
      if (other.algorithm === 'calendar') return createNaiveCounter(other)
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
function naiveGcra(spec: WindowCounter, start: bigint): NaiveCounter {
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
    waitMs(nowMs, places = 1) {
      const needed = BigInt(Math.min(places, Number(burst)))
      const early = arrival - (burst - needed) * period - BigInt(nowMs) * count
      return early > 0n ? roundUp(early) : 0
    },
    charge(nowMs, places = 1) {
      const next = after(arrival, nowMs) + BigInt(places) * period
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
      if (other.algorithm === 'calendar') return createNaiveCounter(other)
      const used = after(arrival, nowMs) - BigInt(nowMs) * count
      const full = BigInt(other.burst ?? 1) * period
      return naiveGcra(other, BigInt(nowMs) * BigInt(other.count) + (used < full ? used : full))
    },
  }
}

/** What a calendar counter knows of the newest period in which it was charged. */
interface KeptPeriod {
  readonly startMs: number
  /** Its end on the store's clock. */
  readonly endMs: number
  readonly taken: number
}

function naiveCalendar(spec: CalendarCounter, start: KeptPeriod | undefined): NaiveCounter {
  let kept = start

  /** The period in which a charge counts. */
  function periodOf(nowMs: number, period: CalendarPeriod | undefined): KeptPeriod {
    if (period === undefined) throw new TypeError('a calendar counter needs the period of the instant')
    const { startMs, endsInMs } = period
    const fresh = { startMs, endMs: nowMs + endsInMs, taken: 0 }
    if (kept === undefined || kept.startMs < startMs) return fresh
    return kept.startMs === startMs
      ? { ...fresh, taken: kept.taken }
      : { ...kept, endMs: Math.max(kept.endMs, fresh.endMs) }
  }

  return {
    waitMs(nowMs, places = 1, period) {
      const { taken, endMs } = periodOf(nowMs, period)
      return places === 0 || taken + Math.min(places, spec.count) <= spec.count ? 0 : endMs - nowMs
    },
    charge(nowMs, places = 1, period) {
      const found = periodOf(nowMs, period)
      kept = { ...found, taken: Math.min(spec.count, found.taken + places) }
    },
    remaining: (nowMs, period) => spec.count - periodOf(nowMs, period).taken,
    nextMs: (nowMs, period) => periodOf(nowMs, period).endMs - nowMs,
    resetMs(nowMs, period) {
      const { taken, endMs } = periodOf(nowMs, period)
      return taken === 0 ? 0 : endMs - nowMs
    },
    resized(other) {
      if (other.algorithm !== 'calendar') return createNaiveCounter(other)
      return naiveCalendar(other, kept && { ...kept, taken: Math.min(other.count, kept.taken) })
    },
  }
}
