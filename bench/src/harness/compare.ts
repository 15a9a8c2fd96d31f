import type { Comparison } from './comparison.ts'
import { median, rounded } from './statistics.ts'

/** Figures of both sides, round by round. */
export interface Figures {
  readonly benchmark: string
  readonly case: string
  readonly peer: string
  readonly unit: string
  /** Which figures are better. */
  readonly better: 'lower' | 'higher'
  readonly ours: readonly number[]
  readonly theirs: readonly number[]
  readonly note?: string | undefined
}

/** Medians over the rounds, and the median of the ratios within a round, which a machine that changes its speed disturbs least. */
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
