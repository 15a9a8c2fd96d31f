import { mkdir } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { FoundConfig } from '@tidegate/node'
import type { OptionFlags } from '../../config/option-flags.ts'
import { readProject } from '../../config/read-config.ts'
import { CliError, exitCodes, type ExitCode, type Io } from '../../io.ts'
import { renderTests } from './render-tests.ts'
import { findSuites } from './find-suites.ts'
import { percentage } from './percentage.ts'
import { runSuites, type TestRun } from './run-suites.ts'
import { colors } from '../../terminal/colors.ts'
import { writeOutput } from '../../output/write-output.ts'
import { withPlugins } from '../../plugins/with-plugins.ts'
import { testReport } from './test-report.ts'
import { jsonText } from '../../output/json-text.ts'
import { escapeControls } from '@tidegate/values'
import { escapeTexts } from '../../output/escape-texts.ts'

/** Flags of `tidegate test`. */
export interface TestFlags extends OptionFlags {
  readonly filter?: string
  readonly coverage?: boolean
  readonly threshold?: string
  readonly junit?: string
  readonly watch?: boolean
  readonly json?: boolean
}

/** Runs tests once or, with `--watch`, whenever a file that they read has changed. */
export async function test(files: readonly string[], flags: TestFlags, io: Io): Promise<ExitCode> {
  if (flags.watch !== true) return testOnce(files, flags, io, () => {})
  if (flags.json === true) throw new CliError('`--watch` and `--json` cannot be combined', 'leave out one of them')
  const { watchRuns } = await import('./watch-runs.ts')
  return watchRuns((onRead) => testOnce(files, flags, io, onRead), io)
}

async function testOnce(
  files: readonly string[],
  flags: TestFlags,
  io: Io,
  onRead: (path: string) => void,
): Promise<ExitCode> {
  const project = await readProject(io.cwd, flags)
  const { found } = project
  const threshold = readThreshold(flags, found)
  const isCovering = flags.coverage === true || threshold !== undefined
  const suites = await findSuites(files, found, io.cwd)
  const options = { coverage: isCovering, ...(flags.filter !== undefined && { filter: flags.filter }) }
  const run = await withPlugins(found, (plugins) => runSuites(suites, project, plugins, options, io, onRead))
  const share = shareOf(run)
  if (flags.json === true) io.raw(jsonText(testReport(run, threshold)))
  else await print(run, isCovering, io)
  if (flags.junit !== undefined) await writeJunit(flags.junit, run, io)
  const isBelow = threshold !== undefined && share < threshold
  if (isBelow && flags.json !== true) io.out(`coverage is ${share} %, below the threshold of ${threshold} %\n`)
  const isFailed = run.suites.some(({ cases }) => cases.some(({ result }) => result.failure !== undefined))
  return isFailed || isBelow ? exitCodes.findings : exitCodes.good
}

async function print({ suites, coverage }: TestRun, isCovering: boolean, io: Io): Promise<void> {
  const paint = colors(io.color)
  io.out(renderTests(escapeTexts(suites), paint))
  const cases = suites.flatMap((suite) => suite.cases)
  const failed = cases.filter(({ result }) => result.failure !== undefined).length
  const requests = cases.reduce((sum, { result }) => sum + result.requests, 0)
  const passed = `${cases.length - failed} passed`
  const counts = failed === 0 ? paint.good(passed) : `${passed}, ${paint.error(`${failed} failed`)}`
  io.out(`${counts} ${paint.dim(`(${requests === 1 ? '1 request' : `${requests} requests`})`)}\n`)
  if (!isCovering) return
  const { renderCoverage } = await import('./render-coverage.ts')
  for (const { policy, name, report } of coverage)
    io.out(`\n${renderCoverage(escapeControls(policy), escapeTexts(report), paint, escapeControls(name))}`)
}

async function writeJunit(file: string, { suites }: TestRun, io: Io): Promise<void> {
  const { renderJunit } = await import('./render-junit.ts')
  // `writeOutput` reports problems with the folder.
  await mkdir(dirname(resolve(io.cwd, file)), { recursive: true }).catch(() => {})
  await writeOutput(renderJunit(escapeTexts(suites)), file, io)
}

function readThreshold({ threshold }: TestFlags, found: FoundConfig | undefined): number | undefined {
  if (threshold === undefined) return found?.config.coverage
  const percent = Number(threshold)
  if (threshold.trim() !== '' && percent >= 0 && percent <= 100) return percent
  throw new CliError(`invalid \`--threshold ${threshold}\``, 'expected a percentage from 0 to 100')
}

function shareOf({ coverage }: TestRun): number {
  const sum = (key: 'covered' | 'points'): number => coverage.reduce((all, { report }) => all + report[key], 0)
  return percentage(sum('covered'), sum('points'))
}
