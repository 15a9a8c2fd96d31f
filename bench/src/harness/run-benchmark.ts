import type { Benchmark, Comparison, RunOptions } from './comparison.ts'

/** Runs a benchmark and gives its comparisons; `onComparison` is told of each as soon as it is there. */
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
