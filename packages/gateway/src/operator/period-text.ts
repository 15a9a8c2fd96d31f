import type { LimitState } from '@tidegate/engine'

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const

/** The period of a limit as a policy writes it: `minute`, `15 minutes`. */
export function periodText({ periodMs }: Pick<LimitState, 'periodMs'>): string {
  for (const [unit, ms] of units) {
    if (periodMs % ms !== 0) continue
    const amount = periodMs / ms
    return amount === 1 ? unit : `${amount} ${unit}s`
  }
  return `${periodMs} ms`
}
