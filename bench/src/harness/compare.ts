import type { Comparison } from './comparison.ts'
import { median, rounded } from './statistics.ts'

/** The figures of both sides, by round. */
export interface Figures {
  readonly benchmark: string
  readonly case: string
  readonly peer: string
  readonly unit: string
  /** Whether lower or higher figures are better. */
  readonly better: 'lower' | 'higher'
  readonly ours: readonly number[]
  readonly theirs: readonly number[]
  readonly note?: string | undefined
}

/** Computes the medians over the rounds, and the median of the ratios within a round, which is least affected by a machine that changes its speed. */
export function compare(figures: Figures): Comparison {
  const { benchmark, peer, unit, better, ours, theirs, note } = figures
  const ratios = ours.map((own, round) => {
    const other = theirs[round] ?? Number.NaN
    return better === 'lower' ? other / own : own / other
  })
  return {
    benchmark,
    case: figures.case,
    peer,
    ours: rounded(median(ours)),
    theirs: rounded(median(theirs)),
    unit,
    ratio: rounded(median(ratios)),
    spread: [rounded(Math.min(...ratios)), rounded(Math.max(...ratios))],
    ...(note === undefined ? {} : { note }),
  }
}
