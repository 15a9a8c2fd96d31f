import { readFile } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { type Plan, type Plugin } from '@tidegate/engine'
import { planPolicy } from '@tidegate/engine/tools'
import { createCoverage, type Coverage, type CoverageReport } from '@tidegate/engine/simulate'
import { type DecisionOptions, decisionOptions, type FoundConfig } from '@tidegate/node'
import { policyFiles } from '../../config/policy-files.ts'
import { type Project, requestOptions } from '../../config/read-config.ts'
import { CliError, type Io } from '../../io.ts'
import { nameInRoot } from '../../output/rule-place.ts'
import { refuseErrors } from '../../policies/refuse-errors.ts'
import { checkFile, type CheckedFile } from '../../policies/check-file.ts'
import { checkReadable } from '../../policies/check-readable.ts'
import { factsFor } from '../../request/facts-for.ts'
import { problemLines } from '@tidegate/yaml-values'
import { createYieldToEventLoop } from '../../terminal/yield-to-event-loop.ts'
import { createProgress } from '../../terminal/progress.ts'
import { readSuite } from './read-suite.ts'
import { type CaseResult, runCase } from './run-case.ts'
import type { Case, Suite } from './suite.ts'

/** Outcome of one case. */
export interface CaseOutcome {
  readonly each: Case
  readonly result: CaseResult
  readonly ms: number
}

/** Outcome of a test file. */
export interface SuiteOutcome {
  readonly file: string
  /** Path of the policy, relative to the folder of the command. */
  readonly policy: string
  /** A name of the policy in the folder to which the file names of its rules are relative. */
  readonly name: string
  readonly cases: readonly CaseOutcome[]
}

/** Results of a run of tests. */
export interface TestRun {
  readonly suites: readonly SuiteOutcome[]
  readonly coverage: readonly { readonly policy: string; readonly name: string; readonly report: CoverageReport }[]
  /** Absolute paths of all files that the run read, which a watcher observes. */
  readonly read: readonly string[]
}

/** Options for running tests. */
export interface TestRunOptions {
  /** Selects the cases whose file and name contain this text, ignoring case. */
  readonly filter?: string
  readonly coverage: boolean
}

/**
 * Runs test files one after another. Throws `CliError`, after having printed the errors, if a file or its policy is invalid, and if there
 * are no tests to run.
 */
export async function runSuites(
  files: readonly string[],
  { found, options: server }: Project,
  plugins: readonly Plugin[],
  options: TestRunOptions,
  io: Io,
  onRead: (path: string) => void = () => {},
): Promise<TestRun> {
  const read = new Set<string>()
  const note = (path: string): void => {
    read.add(path)
    onRead(path)
  }
  const policies = new Map<string, { readonly plan: Plan; readonly coverage: Coverage }>()
  const progress = createProgress(io)
  const yieldToEventLoop = createYieldToEventLoop(io)
  const suites: SuiteOutcome[] = []
  if (server.mode === 'observe') io.err(observing)

  async function openPolicy(policy: string, own: DecisionOptions): Promise<{ plan: Plan; coverage: Coverage }> {
    const path = resolve(io.cwd, policy)
    note(path)
    const known = policies.get(path)
    if (known !== undefined) return known
    const { plan } = planned(await checkFile(policy, io.cwd, plugins, own), note, io)
    const coverage = createCoverage(plan, requestOptions(own))
    const opened = { plan, coverage }
    policies.set(path, opened)
    return opened
  }

  for (const { file, text, suite } of await openSuites(files, io, note)) {
    if (!suite.cases.some(({ name }) => isWanted(`${file} ${name}`, options.filter))) continue
    const policy = await policyOf(suite, found, io.cwd)
    const own = optionsOf(suite, server)
    const { plan, coverage } = await openPolicy(policy, own)
    const facts = factsFor(found?.config.facts, plan.model)
    const { suite: complete } = facts === undefined ? { suite } : openSuite({ file, text, facts }, io)
    const cases = complete.cases.filter(({ name }) => isWanted(`${file} ${name}`, options.filter))
    const outcomes: CaseOutcome[] = []
    for (const each of cases) {
      if (io.signal.aborted) throw new CliError('interrupted')
      const beginMs = io.nowMs()
      const result = await runCase(each, plan, {
        options: own,
        plugins,
        ...(options.coverage && { coverage }),
        onRequest: (request) => {
          progress.show(() => `${file}: ${each.name}, request ${request}`)
          return yieldToEventLoop()
        },
      })
      outcomes.push({ each, result, ms: io.nowMs() - beginMs })
    }
    suites.push({ file, policy, name: nameInRoot(policy, server.root, io.cwd), cases: outcomes })
  }
  progress.end()
  if (suites.length === 0) {
    const { filter } = options
    throw new CliError(
      filter === undefined ? 'these files contain no tests' : `no test has \`${filter}\` in its file or name`,
    )
  }
  if (options.coverage && found?.config.policy !== undefined) {
    // A policy of the project without tests is not covered, and the report has to show that.
    for (const policy of await policyFiles([], found, io.cwd)) await openPolicy(policy, asEnforced(server))
  }
  return {
    suites,
    coverage: options.coverage
      ? [...policies].map(([path, { coverage }]) => {
          const policy = shown(path, io.cwd)
          return { policy, name: nameInRoot(policy, server.root, io.cwd), report: coverage.report() }
        })
      : [],
    read: [...read],
  }
}

const observing =
  'note: the server only observes (`mode: observe`) and refuses nothing; the tests check what it would refuse\n'

async function textOf(file: string, io: Io, note: (path: string) => void): Promise<string> {
  const path = resolve(io.cwd, file)
  note(path)
  await checkReadable(path, file)
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CliError(`cannot read \`${file}\` (${error.code ?? error.message})`)
  })
}

interface OpenedSuite {
  readonly file: string
  readonly text: string
  readonly suite: Suite
}

/** Reads all test files. If some are not valid, it prints the errors of all of them, and throws. */
async function openSuites(
  files: readonly string[],
  io: Io,
  note: (path: string) => void,
): Promise<readonly OpenedSuite[]> {
  const opened: OpenedSuite[] = []
  const invalid: string[] = []
  for (const file of files) {
    const text = await textOf(file, io, note)
    const { suite, problems } = readSuite(text, file, {})
    opened.push({ file, text, suite })
    if (problems.length > 0) invalid.push(`\`${file}\``)
    for (const problem of problems) io.err(problemLines(problem))
  }
  refuseInvalid(invalid)
  return opened
}

/** Reads a test file again, with the facts of all its requests. */
function openSuite(
  {
    file,
    text,
    facts,
  }: { readonly file: string; readonly text: string; readonly facts: Readonly<Record<string, unknown>> },
  io: Io,
): ReturnType<typeof readSuite> {
  const read = readSuite(text, file, { facts })
  for (const problem of read.problems) io.err(problemLines(problem))
  refuseInvalid(read.problems.length === 0 ? [] : [`\`${file}\``])
  return read
}

function refuseInvalid(invalid: readonly string[]): void {
  if (invalid.length === 0) return
  const are = invalid.length === 1 ? 'is not a valid test file' : 'are not valid test files'
  throw new CliError(`${invalid.join(', ')} ${are}`, 'fix the errors above')
}

/** Returns the policy of a test file: the one that it names, the one next to it, or the only one of the project. */
async function policyOf(suite: Suite, found: FoundConfig | undefined, cwd: string): Promise<string> {
  const { file, policy } = suite
  const folder = dirname(file)
  if (policy !== undefined) {
    const path = join(folder, policy)
    await checkReadable(resolve(cwd, path), path).catch((error: CliError) => {
      throw new CliError(
        `${error.message}, which \`policy\` in \`${file}\` names`,
        'the path is relative to the folder of the test file',
      )
    })
    return path
  }
  const neighbour = file.replace(/(\.test)?\.ya?ml$/, '.policy')
  const exists = await checkReadable(resolve(cwd, neighbour), neighbour).then(
    () => true,
    () => false,
  )
  if (exists) return neighbour
  const configured = found?.config.policy === undefined ? [] : await policyFiles([], found, cwd)
  if (configured.length === 1) return configured[0]!
  throw new CliError(`no policy given in \`${file}\``, `write \`policy: …\` in it, or name the policy ${neighbour}`)
}

function planned(checked: CheckedFile, note: (path: string) => void, io: Io): { readonly plan: Plan } {
  const { loaded, diagnostics, sources, file } = checked
  for (const { path } of loaded.asked) note(path)
  if (loaded.model !== undefined) return { plan: planPolicy(loaded.model) }
  return refuseErrors(diagnostics, sources, file, io)
}

/** Returns the options for a test file, which may have its own `trustProxy`. */
function optionsOf({ file, trustProxy }: Suite, server: DecisionOptions): DecisionOptions {
  const enforced = asEnforced(server)
  if (trustProxy === undefined) return enforced
  const fail = (expected: string): never => {
    throw new CliError(`invalid \`trustProxy\` in \`${file}\``, `expected ${expected}`)
  }
  return { ...enforced, trustProxy: decisionOptions.trustProxy.read(trustProxy, fail, '') }
}

/** WHY: a test asks what the policy refuses; while a server only observes, all its tests would fail. */
function asEnforced({ mode: _, ...options }: DecisionOptions): DecisionOptions {
  return options
}

function isWanted(text: string, filter: string | undefined): boolean {
  return filter === undefined || text.toLowerCase().includes(filter.toLowerCase())
}

function shown(path: string, cwd: string): string {
  return relative(cwd, path).split(sep).join('/')
}
