import type { Benchmark, Comparison, RunOptions } from './comparison.ts'

/** Runs a benchmark and returns its comparisons; calls `onComparison` with each as soon as it is measured. */
export async function runBenchmark(
  benchmark: Benchmark,
  options: RunOptions,
  onComparison: (comparison: Comparison) => void = () => {},
): Promise<readonly Comparison[]> {
  const comparisons: Comparison[] = []
  await benchmark.run((comparison) => {
    comparisons.push(comparison)
    onComparison(comparison)
  }, options)
  return comparisons
}
