import { benchmarks } from './benchmarks.ts'
import type { Comparison } from './harness/comparison.ts'
import { renderTable } from './harness/render-table.ts'
import { readArguments } from './harness/read-arguments.ts'
import { runAlone } from './harness/run-alone.ts'
import { runBenchmark } from './harness/run-benchmark.ts'

const help = `pnpm bench [ID…] [--json] [--quick] [--list]

Runs benchmarks, each together with its peers in the same run, and prints medians, spreads and ratios (above 1: Tidegate is better). Each benchmark
runs in a process of its own.

  --json    one JSON line per comparison
  --quick   short rounds and small inputs: shows that everything runs; do not quote the figures
  --list    list the benchmarks
`

const { values, positionals } = readArguments(
  {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
  help,
)

const unknown = positionals.filter((id) => !benchmarks.some((benchmark) => benchmark.id === id))
if (values.help) process.stdout.write(help)
else if (values.list) for (const { id, load } of benchmarks) console.log(`${id.padEnd(18)} ${(await load()).title}`)
else if (unknown.length > 0) {
  console.error(
    `unknown benchmark: ${unknown.join(', ')}; expected one of ${benchmarks.map(({ id }) => id).join(', ')}`,
  )
  process.exitCode = 2
} else {
  const chosen = benchmarks.filter(({ id }) => positionals.length === 0 || positionals.includes(id))
  const options = { quick: values.quick }
  const print = (comparison: Comparison): void => {
    if (values.json) console.log(JSON.stringify(comparison))
  }
  for (const { id, load } of chosen) {
    const comparisons =
      chosen.length === 1 ? await runBenchmark(await load(), options, print) : await runAlone(id, options, print)
    if (!values.json) console.log(renderTable(await load(), comparisons))
  }
}
