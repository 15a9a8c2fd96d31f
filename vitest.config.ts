import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { readRandomRun } from './packages/test-support/src/read-random-run.ts'

const conditions = ['@tidegate/source', 'node', 'import', 'module', 'default']

const { seed, runsFactor } = readRandomRun(process.env)

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['{packages,examples,bench,scripts,tests}/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    // WHY: the default leaves one core idle, which on two cores runs every suite after another.
    maxWorkers: availableParallelism(),
    // INVARIANT: a suite leaves the process as it found it: environment, folder, clock. Files share a process, because a new one for
    // each costs as much as most suites do.
    isolate: false,
    env: { TIDEGATE_SEED: String(seed), TIDEGATE_RUNS: String(runsFactor) },
    globalSetup: ['packages/test-support/src/print-seed.ts'],
    setupFiles: ['packages/test-support/src/set-up-properties.ts'],
    testTimeout: 30_000 * Math.max(1, runsFactor),
    hookTimeout: 30_000,
    slowTestThreshold: 2_000,
  },
})
