/** Maximum of N and of the burst of a limit. */
export const maxCount: number = 2 ** 31 - 1

/** Maximum period of a limit, in milliseconds: 366 days. */
export const maxPeriodMs: number = 366 * 86_400_000

/** The numbers of a limit that decide whether it can be counted. */
export interface CountedNumbers {
  readonly count: number
  readonly periodMs: number
  readonly burst?: number
}

/** The number of a limit that is out of range; `count-product` and `burst-product`: together with the period. */
export type CounterFault = 'count' | 'period' | 'burst' | 'count-product' | 'burst-product'

/**
 * The reason why counters cannot count a limit exactly; undefined if they can. The checker, the reader of stored plans and the counters all use this
 * function, so that a policy which is accepted can be enforced. N and burst times the period are below 2^53, because counters multiply them in
 * double precision.
 */
export function counterFault({ count, periodMs, burst = 1 }: CountedNumbers): CounterFault | undefined {
  if (!isWhole(count, maxCount)) return 'count'
  if (!isWhole(periodMs, maxPeriodMs)) return 'period'
  if (!isWhole(burst, maxCount)) return 'burst'
  if (count * periodMs > Number.MAX_SAFE_INTEGER) return 'count-product'
  if (burst * periodMs > Number.MAX_SAFE_INTEGER) return 'burst-product'
  return undefined
}

function isWhole(value: number, max: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= max
}
