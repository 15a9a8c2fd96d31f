/**
 * Plants each mistake of `tests/planted` in a copy of the workspace, runs the suites that must notice it, and tells which did. All are
 * planted, or those whose name holds one of the arguments. Ends with 1 when a mistake went unnoticed.
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
import { allPlants } from '../tests/planted/all-plants.ts'
import type { Plant } from '../tests/planted/plant.ts'

/** `caught`: a test failed. `broken`: no test failed, but a suite could not be run, so that nothing was shown. */
type Verdict = 'caught' | 'missed' | 'broken'

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
// A mistake may turn a loop into an endless one: that is noticed too.
const patienceMs = 180_000
// All suites together, without any mistake, may take longer, above all on a machine with other work.
const soundPatienceMs = 1_200_000

const words = process.argv.slice(2)
const chosen = allPlants.filter(
  ({ mistake, file }) => words.length === 0 || words.some((word) => `${mistake} ${file}`.includes(word)),
)
const copy = mkdtempSync(join(tmpdir(), 'tidegate-planted-'))
process.once('exit', () => rmSync(copy, { recursive: true, force: true }))
copyWorkspace()

const sound = runSuites([...new Set(chosen.flatMap(({ suites }) => suites))], soundPatienceMs)
if (sound.verdict !== 'missed') {
  console.log(`the suites fail without any mistake: nothing can be shown\n${sound.output}`)
  process.exit(2)
}

const rows = chosen.map((plant) => {
  const started = performance.now()
  const verdict = plantAndRun(plant)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`${verdict.padEnd(6)}  ${seconds.padStart(5)} s  ${plant.mistake}  (${basename(plant.file)})`)
  return verdict
})
const missed = rows.filter((verdict) => verdict !== 'caught').length
console.log(`${rows.length - missed} of ${rows.length} planted mistakes caught`)
process.exitCode = missed > 0 ? 1 : 0

function plantAndRun({ file, find, replace, suites }: Plant): Verdict {
  const target = join(copy, file)
  const sane = readFileSync(target, 'utf8')
  if (sane.split(find).length !== 2) return 'broken'
  writeFileSync(
    target,
    sane.replace(find, () => replace),
  )
  try {
    return runSuites(suites).verdict
  } finally {
    writeFileSync(target, sane)
  }
}

function runSuites(
  suites: readonly string[],
  timeoutMs: number = patienceMs,
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
  if (error !== undefined) return { verdict: 'caught', output: `${output}\n${error.message}` }
  const report = readReport(file)
  if (report === undefined) return { verdict: 'broken', output }
  if (report.numFailedTests > 0)
    return { verdict: 'caught', output: `${output}${readFileSync(file, 'utf8').slice(0, 4_000)}` }
  return { verdict: status === 0 && report.numPassedTests > 0 ? 'missed' : 'broken', output }
}

function readReport(file: string): Report | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Report
  } catch {
    return undefined
  }
}

/** Sources are copied; what is installed is linked to, but the workspace's own packages to their copies. */
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
