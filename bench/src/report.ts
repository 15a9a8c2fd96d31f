import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { benchmarks } from './benchmarks.ts'
import type { Comparison } from './harness/comparison.ts'
import { runAlone } from './harness/run-alone.ts'
import { describeMachine } from './report/describe-machine.ts'
import { fillMarkers } from './report/fill-markers.ts'
import { growthPlots } from './report/growth-plots.ts'
import { judgeGoals } from './report/judge-goals.ts'
import { markdownSection } from './report/markdown-section.ts'
import { readLines } from './report/read-lines.ts'

const help = `pnpm bench:report [FILE…]

Runs all benchmarks and writes their tables, the results of the goals and the growth curves to docs/performance.md.

  FILE…       read the JSON lines of an earlier \`pnpm bench --json\` instead of running the benchmarks
  --quick     short rounds: shows that everything runs; do not commit the figures
`

const docs = new URL('../../docs/', import.meta.url)
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } },
})

if (values.help) process.stdout.write(help)
else {
  const comparisons = positionals.length > 0 ? await readFiles(positionals) : await runAll(values.quick)
  await writeReport(comparisons)
}

async function readFiles(files: readonly string[]): Promise<readonly Comparison[]> {
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')))
  return texts.flatMap(readLines)
}

async function runAll(quick: boolean): Promise<readonly Comparison[]> {
  const comparisons: Comparison[] = []
  for (const { id } of benchmarks) {
    const started = performance.now()
    try {
      comparisons.push(...(await runAlone(id, { quick })))
      console.error(`${id.padEnd(18)} ${((performance.now() - started) / 1_000).toFixed(1)} s`)
    } catch (error) {
      console.error(`${id.padEnd(18)} failed: ${error instanceof Error ? error.message : String(error)}`)
      process.exitCode = 1
    }
  }
  return comparisons
}

async function writeReport(comparisons: readonly Comparison[]): Promise<void> {
  const plots = growthPlots(comparisons)
  await mkdir(new URL('pictures/', docs), { recursive: true })
  for (const [name, svg] of plots) await writeFile(new URL(`pictures/${name}`, docs), svg)
  const loaded = await Promise.all(benchmarks.map(({ load }) => load()))
  const sections = loaded.flatMap((benchmark) => {
    const own = comparisons.filter((comparison) => comparison.benchmark === benchmark.id)
    return own.length === 0 ? [] : [markdownSection(benchmark, own)]
  })
  const page = new URL('performance.md', docs)
  let text = await readFile(page, 'utf8')
  text = fillMarkers(text, 'machine', `Measured on ${describeMachine()}.`)
  text = fillMarkers(text, 'goals', judgeGoals(comparisons))
  text = fillMarkers(text, 'tables', sections.join('\n'))
  await writeFile(page, text)
}
