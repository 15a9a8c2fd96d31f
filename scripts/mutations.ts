/**
 * Runs mutation tests: applies each mutation of `tests/mutations` to a copy of the workspace and runs the suites that must then fail.
 * Arguments select the mutations whose description or file contains one of them. Exits with 1 if a mutation survived or is invalid.
 */
import { spawnSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { allMutations } from '../tests/mutations/all-mutations.ts'
import type { Mutation } from '../tests/mutations/mutation.ts'

/** `killed`: a test failed. `survived`: all passed. `invalid`: the mutation could not be applied, or a suite could not run. */
type Verdict = 'killed' | 'survived' | 'invalid'

interface Report {
  readonly numFailedTests: number
  readonly numFailedTestSuites: number
  readonly numPassedTests: number
}

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const copied = ['packages', 'examples', 'docs', 'tests', 'scripts', 'README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md']
const settings = [
  'package.json',
  'pnpm-workspace.yaml',
  'tsconfig.base.json',
  'tsconfig.json',
  'tsconfig.tests.json',
  'vitest.config.ts',
]
// WHY: a mutation may cause an endless loop; a suite that does not end counts as failed.
const timeoutPerMutationMs = 180_000
// WHY: all suites together, without a mutation, may take longer, especially on a busy machine.
const timeoutWithoutMutationMs = 1_200_000

const words = process.argv.slice(2)
const chosen = allMutations.filter(
  ({ error, file }) => words.length === 0 || words.some((word) => `${error} ${file}`.includes(word)),
)
const copy = mkdtempSync(join(tmpdir(), 'tidegate-mutations-'))
process.once('exit', () => rmSync(copy, { recursive: true, force: true }))
copyWorkspace()

const unmutated = runSuites([...new Set(chosen.flatMap(({ suites }) => suites))], timeoutWithoutMutationMs)
if (unmutated.verdict !== 'survived') {
  console.log(`the suites fail without any mutation; fix them first\n${unmutated.output}`)
  process.exit(2)
}

const rows = chosen.map((mutation) => {
  const started = performance.now()
  const verdict = applyAndRun(mutation)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`${verdict.padEnd(8)}  ${seconds.padStart(5)} s  ${mutation.error}  (${basename(mutation.file)})`)
  return verdict
})
const survivors = rows.filter((verdict) => verdict !== 'killed').length
console.log(`${rows.length - survivors} of ${rows.length} mutations killed`)
process.exitCode = survivors > 0 ? 1 : 0

function applyAndRun({ file, find, replace, suites }: Mutation): Verdict {
  const target = join(copy, file)
  const original = readFileSync(target, 'utf8')
  if (original.split(find).length !== 2) return 'invalid'
  writeFileSync(
    target,
    original.replace(find, () => replace),
  )
  try {
    return runSuites(suites).verdict
  } finally {
    writeFileSync(target, original)
  }
}

function runSuites(
  suites: readonly string[],
  timeoutMs: number = timeoutPerMutationMs,
): { readonly verdict: Verdict; readonly output: string } {
  const file = join(copy, 'report.json')
  rmSync(file, { force: true })
  const args = [
    'run',
    '--bail=1',
    '--no-cache',
    '--testTimeout=120000',
    '--reporter=json',
    `--outputFile=${file}`,
    ...suites,
  ]
  const { status, stdout, stderr, error } = spawnSync(join(root, 'node_modules/.bin/vitest'), args, {
    cwd: copy,
    encoding: 'utf8',
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  })
  const output = `${stdout}${stderr}`.slice(-4_000)
  if (error !== undefined) return { verdict: 'killed', output: `${output}\n${error.message}` }
  const report = readReport(file)
  if (report === undefined) return { verdict: 'invalid', output }
  if (report.numFailedTests > 0)
    return { verdict: 'killed', output: `${output}${readFileSync(file, 'utf8').slice(0, 4_000)}` }
  return { verdict: status === 0 && report.numPassedTests > 0 ? 'survived' : 'invalid', output }
}

function readReport(file: string): Report | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Report
  } catch {
    return undefined
  }
}

/** Copies the sources and links the installed packages; links to packages of the workspace lead to their copies. */
function copyWorkspace(): void {
  for (const name of [...copied, ...settings]) {
    cpSync(join(root, name), join(copy, name), {
      recursive: true,
      filter: (source) => !['node_modules', 'dist', '.git'].includes(basename(source)),
    })
  }
  linkInstalled('.')
  for (const folder of ['packages', 'examples']) {
    for (const name of readdirSync(join(root, folder))) linkInstalled(join(folder, name))
  }
}

function linkInstalled(folder: string): void {
  const from = join(root, folder, 'node_modules')
  const to = join(copy, folder, 'node_modules')
  for (const name of list(from)) {
    if (name.startsWith('.')) continue
    if (!name.startsWith('@')) link(join(from, name), join(to, name))
    else for (const inner of list(join(from, name))) link(join(from, name, inner), join(to, name, inner))
  }
}

function link(from: string, to: string): void {
  const target = realpathSync(from)
  const own = target.startsWith(join(root, 'packages'))
  mkdirSync(dirname(to), { recursive: true })
  symlinkSync(own ? join(copy, target.slice(root.length)) : target, to)
}

function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
