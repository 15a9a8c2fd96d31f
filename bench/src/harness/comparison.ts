/** One figure of ours beside one of a peer's, from the same run. */
export interface Comparison {
  readonly benchmark: string
  readonly case: string
  readonly peer: string
  readonly ours: number
  readonly theirs: number
  /** `ns/op`, `req/s`, `MB/s`, `bytes`, `ms` … */
  readonly unit: string
  /** Above 1: we are better, whichever way the unit runs. The median of the ratios taken round by round. */
  readonly ratio: number
  /** Lowest and highest ratio of the rounds. */
  readonly spread: readonly [number, number]
  /** What the peer was spared, or how the case differs. */
  readonly note?: string
}

/** A benchmark: what is done is written down in `work`, the same for both sides. */
export interface Benchmark {
  readonly id: string
  readonly title: string
  readonly work: string
  run(emit: (comparison: Comparison) => void, options: RunOptions): Promise<void> | void
}

export interface RunOptions {
  /** Fewer rounds and smaller inputs: to see that everything runs, not to quote. */
  readonly quick: boolean
}
