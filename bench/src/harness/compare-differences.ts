import type { Comparison } from './comparison.ts'
import type { PairedDifference } from './paired-difference.ts'
import { rounded } from './statistics.ts'

/** What both sides add to the same work. */
export interface Differences {
  readonly benchmark: string
  readonly case: string
  readonly peer: string
  readonly unit: string
  readonly ours: PairedDifference
  readonly theirs: PairedDifference
  readonly note?: string
}

/** Compares what both sides add; the spread is the 95 % confidence interval of the ratio, with the errors of both as if they were independent. */
export function compareDifferences({ ours, theirs, note, ...named }: Differences): Comparison {
  const ratio = theirs.median / ours.median
  const error = Math.abs(ratio) * Math.hypot(ours.error / ours.median, theirs.error / theirs.median)
  return {
    ...named,
    ours: rounded(ours.median),
    theirs: rounded(theirs.median),
    ratio: rounded(ratio),
    spread: [rounded(ratio - error), rounded(ratio + error)],
    error: rounded(ours.error),
    ...(note !== undefined && { note }),
  }
}
