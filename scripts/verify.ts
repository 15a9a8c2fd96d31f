/**
 * The test command: types, lint, format, dead code, packed packages, then every suite. Each step says how long it took; the first that
 * fails is shown whole and the rest still run, so that one run tells everything.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

interface Step {
  readonly name: string
  readonly command: readonly [string, ...string[]]
}

interface VitestSummary {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
}

const scratch = mkdtempSync(join(tmpdir(), 'tidegate-verify-'))
const report = join(scratch, 'vitest.json')

const steps: readonly Step[] = [
  { name: 'types of what is published', command: ['tsc', '-b'] },
  { name: 'types of tests and examples', command: ['tsc', '-p', 'tsconfig.tests.json'] },
  { name: 'lint', command: ['oxlint', '--type-aware', '--deny-warnings'] },
  { name: 'format', command: ['oxfmt', '--check'] },
  { name: 'dead code', command: ['knip'] },
  // Needs what `tsc -b` writes.
  { name: 'packages', command: ['node', 'scripts/check-packages.ts'] },
  {
    name: 'tests',
    command: [
      'vitest',
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...process.argv.slice(2),
    ],
  },
]

const failed: string[] = []
for (const step of steps) {
  const started = performance.now()
  const [program, ...args] = step.command
  const quiet = step.name !== 'tests'
  const result = spawnSync(program, args, {
    stdio: quiet ? 'pipe' : 'inherit',
    encoding: 'utf8',
    shell: process.platform === 'win32',
  })
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  const good = result.status === 0
  if (!good) {
    failed.push(step.name)
    if (quiet) process.stdout.write(`${result.stdout ?? ''}${result.stderr ?? ''}${result.error?.message ?? ''}\n`)
  }
  console.log(`${good ? 'ok    ' : 'FAILED'} ${step.name} (${seconds} s)`)
}

const summary = readSummary()
rmSync(scratch, { recursive: true, force: true })
if (failed.length > 0) console.log(`failed: ${failed.join(', ')}`)
if (summary !== undefined) {
  const skipped = summary.numPendingTests + summary.numTodoTests
  console.log(`${summary.numPassedTests} passed, ${summary.numFailedTests} failed, ${skipped} skipped`)
}
process.exitCode = failed.length > 0 ? 1 : 0

function readSummary(): VitestSummary | undefined {
  try {
    return JSON.parse(readFileSync(report, 'utf8')) as VitestSummary
  } catch {
    return undefined
  }
}
