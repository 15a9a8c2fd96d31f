import { median } from './statistics.ts'

/** By how much one side exceeds the other: the median of the differences within rounds, and the half-width of its 95 % confidence interval. */
export interface PairedDifference {
  readonly median: number
  readonly error: number
}

/**
 * Compares two sides that were measured in the same rounds. The interval is that of the median for differences whose middle is as that of a normal
 * distribution, with the standard deviation from the median of the absolute deviations, which a few disturbed rounds do not change.
 */
export function pairedDifference(one: readonly number[], other: readonly number[]): PairedDifference {
  const differences = one.map((value, round) => value - other[round]!)
  const middle = median(differences)
  const deviation = 1.4826 * median(differences.map((difference) => Math.abs(difference - middle)))
  // The standard error of a median is 1.2533 times that of a mean.
  return { median: middle, error: (1.96 * 1.2533 * deviation) / Math.sqrt(differences.length) }
}
