/**
 * The test command: types, lint, format, dead code and packed packages in parallel with every suite. Each step's time is printed, every failure is shown whole,
 * and the last line counts the tests. `--quick` leaves out the slow suites (`*.slow.test.ts`), dead code and packed packages: what can
 * wait until a change is complete. Other arguments go to Vitest.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

interface Step {
  readonly name: string
  /** Whether a quick run does it too. */
  readonly quick: boolean
  readonly command: readonly [string, ...string[]]
}

interface Outcome {
  readonly name: string
  readonly passed: boolean
  readonly seconds: number
  /** The output of the step; empty if it went directly to the terminal. */
  readonly output: string
}

interface VitestSummary {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
}

const scratch = mkdtempSync(join(tmpdir(), 'tidegate-verify-'))
const report = join(scratch, 'vitest.json')
// What Node.js compiles in one process is not compiled again in the next: packing starts one for each package, and so do many suites.
process.env['NODE_COMPILE_CACHE'] ??= join(scratch, 'compiled')

const [isQuick, forVitest] = readArguments(process.argv.slice(2))

// First, by itself: some suites start programs that load what it writes, and so does the check of the packed packages.
const build: Step = { name: 'types of what is published', quick: true, command: ['tsc', '-b'] }

const staticSteps: readonly Step[] = [
  {
    name: 'types of tests and examples',
    quick: true,
    command: ['tsc', '-p', 'tsconfig.tests.json', '--singleThreaded'],
  },
  { name: 'lint', quick: true, command: ['oxlint', '--type-aware', '--deny-warnings'] },
  { name: 'format', quick: true, command: ['oxfmt', '--check'] },
  { name: 'dead code', quick: false, command: ['knip'] },
  { name: 'API reference', quick: false, command: ['node', 'scripts/write-api.ts', '--check'] },
  { name: 'packages', quick: false, command: ['node', 'scripts/check-packages.ts'] },
]

const suites: Step = {
  name: 'tests',
  quick: true,
  command: [
    'vitest',
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...(isQuick ? ['--exclude', '**/*.slow.test.ts'] : []),
    ...forVitest,
  ],
}

const ofBuild = await run(build, 'pipe')
const [ofSuites, ofStaticSteps] = await Promise.all([
  run(suites, 'inherit'),
  runInTurn(staticSteps.filter(({ quick }) => quick || !isQuick)),
])
const outcomes = [ofBuild, ...ofStaticSteps, ofSuites]
const summary = readSummary()
rmSync(scratch, { recursive: true, force: true })

for (const { name, passed, output } of outcomes) {
  if (!passed && output !== '') console.log(`\n${name}:\n${output}`)
}
for (const { name, passed, seconds } of outcomes) {
  console.log(`${passed ? 'ok    ' : 'FAILED'} ${name} (${seconds.toFixed(1)} s)`)
}
const failed = outcomes.filter(({ passed }) => !passed).map(({ name }) => name)
if (failed.length > 0) console.log(`failed: ${failed.join(', ')}`)
if (summary !== undefined) {
  const skipped = summary.numPendingTests + summary.numTodoTests
  console.log(`${summary.numPassedTests} passed, ${summary.numFailedTests} failed, ${skipped} skipped`)
}
process.exitCode = failed.length > 0 ? 1 : 0

/** Whether a quick run is asked for, and what Vitest is given. */
function readArguments(args: readonly string[]): readonly [isQuick: boolean, forVitest: readonly string[]] {
  return [args.includes('--quick'), args.filter((arg) => arg !== '--quick')]
}

/** WHY: in turn, because the suites already use every core, and a test that waits for a file or a socket has a time limit. */
async function runInTurn(steps: readonly Step[]): Promise<readonly Outcome[]> {
  const done: Outcome[] = []
  for (const step of steps) done.push(await run(step, 'pipe'))
  return done
}

function run({ name, command }: Step, output: 'pipe' | 'inherit'): Promise<Outcome> {
  const started = performance.now()
  const [program, ...args] = command
  const child = spawn(program, args, {
    stdio: ['ignore', output, output],
    shell: process.platform === 'win32',
  })
  const printed: Buffer[] = []
  child.stdout?.on('data', (chunk: Buffer) => printed.push(chunk))
  child.stderr?.on('data', (chunk: Buffer) => printed.push(chunk))
  return new Promise((resolve) => {
    const end = (passed: boolean, problem: string): void => {
      const seconds = (performance.now() - started) / 1_000
      resolve({ name, passed, seconds, output: `${Buffer.concat(printed).toString()}${problem}` })
    }
    child.once('error', (error) => end(false, error.message))
    child.once('close', (code) => end(code === 0, ''))
  })
}

function readSummary(): VitestSummary | undefined {
  try {
    return JSON.parse(readFileSync(report, 'utf8')) as VitestSummary
  } catch {
    return undefined
  }
}
