import { median } from './statistics.ts'

/** The median of a figure that was measured once in each round, and the half-width of its 95 % confidence interval. */
export interface PairedDifference {
  readonly median: number
  readonly error: number
}

/** By how much one side exceeds the other, measured in the same rounds. */
export function pairedDifference(one: readonly number[], other: readonly number[]): PairedDifference {
  return middleOf(one.map((value, round) => value - other[round]!))
}

/** How many times the other side one side is, measured in the same rounds. */
export function pairedRatio(one: readonly number[], other: readonly number[]): PairedDifference {
  return middleOf(one.map((value, round) => value / other[round]!))
}

/**
 * The interval is that of the median for values whose middle is as that of a normal distribution, with the standard deviation from the median of the
 * absolute deviations, which a few disturbed rounds do not change.
 */
function middleOf(values: readonly number[]): PairedDifference {
  const middle = median(values)
  const deviation = 1.4826 * median(values.map((value) => Math.abs(value - middle)))
  // The standard error of a median is 1.2533 times that of a mean.
  return { median: middle, error: (1.96 * 1.2533 * deviation) / Math.sqrt(values.length) }
}
