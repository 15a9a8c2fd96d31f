import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { benchmarks } from './benchmarks.ts'
import { readArguments } from './harness/read-arguments.ts'
import { runAlone } from './harness/run-alone.ts'
import { describeCommit } from './report/describe-commit.ts'
import { describeMachine } from './report/describe-machine.ts'
import { describeRuns } from './report/describe-runs.ts'
import { fillMarkers } from './report/fill-markers.ts'
import { growthPlots } from './report/growth-plots.ts'
import { showHighlights } from './report/highlights.ts'
import { judgeGoals } from './report/judge-goals.ts'
import { markdownSection } from './report/markdown-section.ts'
import { isCurrent, type MeasuredSuite, readSuites, withSuite, writeSuites } from './report/measured-suites.ts'

const help = `pnpm bench:report [ID…] [--resume] [--quick]
pnpm bench:report --render

Runs all benchmarks, or these, each in a process of its own, and writes their tables, the results of the goals and the growth curves to docs/performance.md and README.md after
each of them; the figures of the others stay as they are. All figures are kept in bench/report.jsonl.

  --resume    leave out what was measured of the present commit already
  --render    run nothing: write the pages from bench/report.jsonl
  --quick     short rounds: shows that everything runs; do not commit the figures
`

const docs = new URL('../../docs/', import.meta.url)
const kept = new URL('../report.jsonl', import.meta.url)
const { values, positionals } = readArguments(
  {
    resume: { type: 'boolean', default: false },
    render: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
  help,
)

const ids = benchmarks.map(({ id }) => id)
const unknown = positionals.filter((id) => !ids.includes(id))
if (values.help) process.stdout.write(help)
else if (unknown.length > 0) {
  console.error(`unknown benchmark: ${unknown.join(', ')}; expected one of ${ids.join(', ')}`)
  process.exitCode = 2
} else if (values.render) await writeReport(await readSuites(kept))
else await runSuites(ids.filter((id) => positionals.length === 0 || positionals.includes(id)))

async function runSuites(wanted: readonly string[]): Promise<void> {
  const commit = describeCommit()
  const earlier = await readSuites(kept)
  const isDone = (id: string): boolean =>
    values.resume && earlier.some((suite) => suite.benchmark === id && isCurrent(suite, commit))
  const due = wanted.filter((id) => !isDone(id))
  const usual = (some: readonly string[]): number =>
    earlier.reduce((sum, { benchmark, seconds }) => (some.includes(benchmark) ? sum + seconds : sum), 0)
  if (due.length < wanted.length) console.error(`${wanted.length - due.length} measured already`)
  for (const [index, id] of due.entries()) {
    const rest = usual(due.slice(index))
    console.error(
      `${index + 1}/${due.length} ${id}${rest > 0 ? `: about ${minutes(rest)} to go, as far as known` : ''}`,
    )
    const startedMs = performance.now()
    try {
      const comparisons = await runAlone(id, { quick: values.quick }, ({ case: name, peer }) =>
        console.error(`    ${name}: ${peer}`),
      )
      const seconds = Math.round((performance.now() - startedMs) / 1_000)
      const date = new Date().toISOString().slice(0, 10)
      const { quick } = values
      const measured = { benchmark: id, commit, date, machine: describeMachine(), seconds, quick, comparisons }
      // WHY read again: another run may have added a benchmark meanwhile.
      const suites = withSuite(await readSuites(kept), measured, ids)
      await writeSuites(kept, suites)
      await writeReport(suites)
      console.error(`  ${seconds} s`)
    } catch (error) {
      console.error(
        `  failed, and keeps its earlier figures: ${error instanceof Error ? error.message : String(error)}`,
      )
      process.exitCode = 1
    }
  }
}

function minutes(seconds: number): string {
  return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`
}

async function writeReport(suites: readonly MeasuredSuite[]): Promise<void> {
  const comparisons = suites.flatMap((suite) => suite.comparisons)
  const plots = growthPlots(comparisons)
  await mkdir(new URL('pictures/', docs), { recursive: true })
  for (const [name, svg] of plots) await writeFile(new URL(`pictures/${name}`, docs), svg)
  const sections: string[] = []
  for (const { id, load } of benchmarks) {
    const own = comparisons.filter(({ benchmark }) => benchmark === id)
    if (own.length > 0) sections.push(markdownSection(await load(), own))
  }
  const page = new URL('performance.md', docs)
  let text = await readFile(page, 'utf8')
  text = fillMarkers(text, 'machine', describeRuns(suites))
  text = fillMarkers(text, 'goals', judgeGoals(comparisons))
  text = fillMarkers(text, 'tables', sections.join('\n'))
  await writeFile(page, text)
  const readme = new URL('../README.md', docs)
  await writeFile(readme, fillMarkers(await readFile(readme, 'utf8'), 'figures', showHighlights(comparisons)))
}
