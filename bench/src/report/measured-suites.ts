import { readFile, writeFile } from 'node:fs/promises'
import type { Comparison } from '../harness/comparison.ts'

/** A run of one benchmark for the report. */
export interface MeasuredSuite {
  readonly benchmark: string
  /** The commit that was measured, with `+` after it if the sources had been changed since. */
  readonly commit: string
  /** The day, as `YYYY-MM-DD`. */
  readonly date: string
  readonly machine: string
  /** How long it took. */
  readonly seconds: number
  /** Whether it ran with short rounds, so that its figures must not be quoted. */
  readonly quick: boolean
  readonly comparisons: readonly Comparison[]
}

/** Reads the runs in a file, one JSON line each; none if there is no such file. */
export async function readSuites(file: URL): Promise<readonly MeasuredSuite[]> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as MeasuredSuite)
}

/** Writes runs, one JSON line each. */
export async function writeSuites(file: URL, suites: readonly MeasuredSuite[]): Promise<void> {
  await writeFile(file, suites.map((suite) => `${JSON.stringify(suite)}\n`).join(''))
}

/** The runs with one of them replaced or added, in the order of these benchmarks, without those of other benchmarks. */
export function withSuite(
  suites: readonly MeasuredSuite[],
  measured: MeasuredSuite,
  order: readonly string[],
): readonly MeasuredSuite[] {
  const all = [...suites.filter(({ benchmark }) => benchmark !== measured.benchmark), measured]
  return order.flatMap((id) => all.filter(({ benchmark }) => benchmark === id))
}

/** Whether a run is of this commit as it is, so that it need not be repeated. */
export function isCurrent({ commit, quick }: MeasuredSuite, now: string): boolean {
  return commit === now && !quick && !now.endsWith('+')
}
