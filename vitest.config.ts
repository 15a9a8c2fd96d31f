import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

const conditions = ['@tidegate/source', 'node', 'import', 'module', 'default']

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
    testTimeout: 30_000,
    hookTimeout: 30_000,
    slowTestThreshold: 2_000,
  },
})
