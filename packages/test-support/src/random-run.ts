import { readRandomRun } from './read-random-run.ts'

const run = readRandomRun(process.env)

/** The seed of this test run: every property and every generator of random numbers starts from it. */
export const seed: number = run.seed

/** How often a property runs that runs `count` times when nothing is asked for: `TIDEGATE_RUNS` times as often. At least 1. */
export function runs(count: number): number {
  return Math.max(1, Math.round(count * run.runsFactor))
}
