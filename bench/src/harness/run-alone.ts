import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Comparison, RunOptions } from './comparison.ts'
import { readLines } from '../report/read-lines.ts'

const mainUrl = new URL('../main.ts', import.meta.url)

/**
 * Runs a benchmark in a process of its own, so that neither modules nor memory of other benchmarks affect it; calls `onComparison` with each comparison as soon as it
 * is measured. Rejects if the process fails; its messages are on standard error.
 */
export async function runAlone(
  id: string,
  { quick }: RunOptions,
  onComparison: (comparison: Comparison) => void = () => {},
): Promise<readonly Comparison[]> {
  const process = fork(mainUrl, [id, '--json', ...(quick ? ['--quick'] : [])], {
    execArgv: ['--conditions=@tidegate/source', '--expose-gc'],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  const exit = once(process, 'exit')
  const comparisons: Comparison[] = []
  for await (const line of createInterface({ input: process.stdout! })) {
    for (const comparison of readLines(line)) {
      comparisons.push(comparison)
      onComparison(comparison)
    }
  }
  const [code] = (await exit) as [number | null]
  if (code !== 0) throw new Error(`the process of ${id} ended with ${code ?? 'a signal'}`)
  return comparisons
}
