import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { readRandomRun } from './packages/test-support/src/read-random-run.ts'
import { SlowFirst } from './packages/test-support/src/slow-first.ts'

// WHY: Node receives these too, and `require` would load the ES module of a package with `import` among them.
const conditions = ['@tidegate/source', 'node']

const { seed, runsFactor } = readRandomRun(process.env)

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['{packages,apps,examples,bench,scripts,tests}/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    // WHY more than there are cores: suites with servers, browsers or clocks mostly wait.
    maxWorkers: Math.ceil(availableParallelism() * 1.5),
    // INVARIANT: every suite restores what it changes in the process: environment, working folder, clock. WHY: files share a process,
    // because starting one for each file costs as much as running most suites.
    isolate: false,
    env: { TIDEGATE_SEED: String(seed), TIDEGATE_RUNS: String(runsFactor) },
    sequence: { sequencer: SlowFirst },
    globalSetup: ['packages/test-support/src/print-seed.ts', 'packages/test-support/src/keep-scratch.ts'],
    setupFiles: ['packages/test-support/src/set-up-properties.ts'],
    // Far above what any test takes: it ends one that hangs, also where the machine is busy.
    testTimeout: 60_000 * Math.max(1, runsFactor),
    hookTimeout: 60_000,
    // WHY: most of what suites poll for is there after a few milliseconds, and by default they look only every 50.
    expect: { poll: { interval: 10 } },
    // Gates without a logger write warnings to standard error; most tests cause some on purpose.
    onConsoleLog: (log) => (log.startsWith('tidegate: ') ? false : undefined),
    slowTestThreshold: 2_000,
  },
})
