import fc from 'fast-check'
import { runs, seed } from './random-run.ts'

/** Vitest runs this before each suite: properties start from the seed of the run, and run as often as `TIDEGATE_RUNS` says. */
fc.configureGlobal({ seed, numRuns: runs(100) })
