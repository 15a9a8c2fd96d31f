import type { MachineState } from './machine-state.ts'

/** A figure of Tidegate and that of a peer, from the same run. */
export interface Comparison {
  readonly benchmark: string
  readonly case: string
  readonly peer: string
  /** What the rest of the machine did; absent if it makes no difference that is known. */
  readonly state?: MachineState
  readonly ours: number
  readonly theirs: number
  /** The unit of both figures: `ns/op`, `req/s`, `MB/s`, `bytes`, `ms` … */
  readonly unit: string
  /** The median of the ratios of the rounds. Above 1, Tidegate is better, whatever the unit. */
  readonly ratio: number
  /** The lowest and the highest ratio of the rounds, or the 95 % confidence interval if the benchmark says so. */
  readonly spread: readonly [number, number]
  /** The half-width of the 95 % confidence interval of `ours`, in its unit, of benchmarks that measure differences within rounds. */
  readonly error?: number
  /** The work that the peer does not do, or how the case differs. */
  readonly note?: string
}

/** A benchmark; `work` describes what both sides do. */
export interface Benchmark {
  readonly id: string
  readonly title: string
  readonly work: string
  run(emit: (comparison: Comparison) => void, options: RunOptions): Promise<void> | void
}

export interface RunOptions {
  /** Fewer rounds and smaller inputs, which show that everything runs; the figures must not be quoted. */
  readonly quick: boolean
}
