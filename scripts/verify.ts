/**
 * The test command: checks types, lint, format, dead code and packed packages, in parallel with all suites. Prints the time of each step, the
 * complete output of each failure, and on the last line the number of tests. Arguments are passed to Vitest:
 * `--exclude '**\/*.slow.test.ts'` skips the slow suites.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

interface Step {
  readonly name: string
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

const staticSteps: readonly Step[] = [
  { name: 'types of what is published', command: ['tsc', '-b'] },
  { name: 'types of tests and examples', command: ['tsc', '-p', 'tsconfig.tests.json'] },
  { name: 'lint', command: ['oxlint', '--type-aware', '--deny-warnings'] },
  { name: 'format', command: ['oxfmt', '--check'] },
  { name: 'dead code', command: ['knip'] },
  // Needs the output of `tsc -b`.
  { name: 'packages', command: ['node', 'scripts/check-packages.ts'] },
]

const suites: Step = {
  name: 'tests',
  command: [
    'vitest',
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ],
}

const [ofSuites, ofStaticSteps] = await Promise.all([run(suites, 'inherit'), runSequentially(staticSteps)])
const outcomes = [...ofStaticSteps, ofSuites]
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

/** WHY: sequentially, because the suites already use every core, and a test that waits for a file or a socket has a time limit. */
async function runSequentially(steps: readonly Step[]): Promise<readonly Outcome[]> {
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
