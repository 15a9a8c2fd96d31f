import { readRandomRun } from './read-random-run.ts'

const run = readRandomRun(process.env)

/** The seed of this test run: every property and every random number generator starts from it. */
export const seed: number = run.seed

/**
 * How often a property runs in this test run if it usually runs `count` times: `count` times `TIDEGATE_RUNS`, at least 1. Where that is expensive, `usual` is
 * the share of them in a usual run; more runs, as in `pnpm test:deep`, start from the whole number.
 */
export function runs(count: number, usual: number = 1): number {
  return Math.max(1, Math.round(count * (run.runsFactor > 1 ? run.runsFactor : run.runsFactor * usual)))
}

/**
 * The size of a large input whose whole size is `whole`: a part of it in a usual run, by default an eighth, and the whole in `pnpm test:deep`.
 * For what must take time that grows with the size, and no more than that.
 */
export function sizeUpTo(whole: number, share: number = 1 / 8): number {
  return Math.min(whole, runs(whole * share))
}
