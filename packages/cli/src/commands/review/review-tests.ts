import type { Plugin } from '@tidegate/engine'
import type { Project } from '../../config/read-config.ts'
import { CliError, type Io } from '../../io.ts'
import { findSuites } from '../test/find-suites.ts'
import { percentage } from '../test/percentage.ts'
import { runSuites, type TestRun } from '../test/run-suites.ts'
import { atMost, quoted, type ReviewRow } from './review-report.ts'

const maxFailures = 10
const maxUncovered = 10

/** Runs the tests of the project. Returns the rows about failures and about coverage, of which at least `threshold` percent are required. */
export async function reviewTests(
  threshold: number | undefined,
  project: Project,
  plugins: readonly Plugin[],
  io: Io,
): Promise<readonly ReviewRow[]> {
  const suites = await suitesOf(project, io.cwd)
  if (suites.length === 0)
    return [
      {
        part: 'tests',
        state: threshold === undefined ? 'note' : 'bad',
        result: 'there are no tests',
        details: 'write them in a file next to the policy, such as `site.test.yaml`',
      },
    ]
  try {
    const run = await runSuites(suites, project, plugins, { coverage: true }, io)
    return [...testRows(run), ...coverageRows(run, threshold)]
  } catch (error) {
    if (!(error instanceof CliError)) throw error
    return [{ part: 'tests', state: 'bad', result: 'the tests could not run', details: reasonOf(error) }]
  }
}

/** Returns why something could not run, and what to do. */
export function reasonOf({ message, help }: CliError): string {
  return help === undefined ? message : `${message}; ${help}`
}

/** Returns the test files of a project; none if it has none. WHY not an error: a review of a policy without tests is better than none. */
async function suitesOf({ found }: Project, cwd: string): Promise<readonly string[]> {
  try {
    return await findSuites([], found, cwd)
  } catch (error) {
    if (error instanceof CliError && error.message === 'no test files found') return []
    throw error
  }
}

function testRows({ suites }: TestRun): readonly ReviewRow[] {
  const cases = suites.flatMap(({ file, cases: own }) => own.map((outcome) => ({ file, ...outcome })))
  const failed = cases.flatMap(({ file, each, result: { failure } }): readonly ReviewRow[] => {
    if (failure === undefined) return []
    const details =
      failure.kind === 'fault'
        ? failure.message
        : failure.mismatches
            .map(({ what, expected, got }) => `${what}: expected ${quoted(expected)}, got ${quoted(got)}`)
            .join('; ')
    return [
      {
        part: 'tests',
        state: 'bad',
        result: `${quoted(each.name)} failed in ${quoted(`${file}:${failure.line}`)}`,
        details,
      },
    ]
  })
  if (failed.length > 0) return atMost(failed, maxFailures, '`tidegate test`')
  const count = cases.length === 1 ? '1 test' : `${cases.length} tests`
  return [{ part: 'tests', state: 'good', result: `${count} passed`, details: '' }]
}

function coverageRows({ coverage }: TestRun, threshold: number | undefined): readonly ReviewRow[] {
  const sum = (key: 'covered' | 'points'): number => coverage.reduce((all, { report }) => all + report[key], 0)
  const share = percentage(sum('covered'), sum('points'))
  const never = coverage.flatMap(({ report }) => report.rules.filter(({ held }) => held === 0).map(({ rule }) => rule))
  const shown = never.slice(0, maxUncovered).map(({ file, line, text }) => `${quoted(text)} (${file}:${line})`)
  const more =
    never.length > maxUncovered ? `, and ${never.length - maxUncovered} more: see \`tidegate test --coverage\`` : ''
  const isBelow = threshold !== undefined && share < threshold
  return [
    {
      part: 'coverage',
      state: isBelow ? 'bad' : never.length > 0 ? 'note' : 'good',
      result: `tests cover ${share} % of the rules and conditions${threshold === undefined ? '' : `; at least ${threshold} % are required`}`,
      details: never.length === 0 ? '' : `no test applies ${shown.join(', ')}${more}`,
    },
  ]
}
