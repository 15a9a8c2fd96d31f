import type { TestProject } from 'vitest/node'

/** Prints the seed. Vitest calls this once, before all suites. */
export function setup({ config }: TestProject): void {
  const { TIDEGATE_SEED: seed, TIDEGATE_RUNS: factor } = config.env
  console.log(`random tests: TIDEGATE_SEED=${seed} TIDEGATE_RUNS=${factor}`)
}
