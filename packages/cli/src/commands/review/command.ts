import type { LogFlags } from '../../config/log-flags.ts'
import type { OptionFlags } from '../../config/option-flags.ts'
import { policyFiles } from '../../config/policy-files.ts'
import { type Project, readProject } from '../../config/read-config.ts'
import { CliError, exitCodes, type ExitCode, type Io } from '../../io.ts'
import { jsonText } from '../../output/json-text.ts'
import { writeOutput } from '../../output/write-output.ts'
import { withPlugins } from '../../plugins/with-plugins.ts'
import { openNamedRevision } from '../diff/compare-with-revision.ts'
import { readFailOn } from '../diff/fail-on.ts'
import { readMaxRefused } from '../replay/max-refused.ts'
import { renderReviewMarkdown } from './render-review-markdown.ts'
import { reviewChecks } from './review-checks.ts'
import { reviewDifferences, type ReviewedDifferences } from './review-differences.ts'
import { reviewOptions } from './review-options.ts'
import { reviewReplay } from './review-replay.ts'
import type { ReviewReport, ReviewRow } from './review-report.ts'
import { reviewTests } from './review-tests.ts'

/** Flags of `tidegate review`. */
export interface ReviewFlags extends OptionFlags, LogFlags {
  readonly git?: string
  readonly log?: readonly string[]
  readonly failOn?: string
  readonly maxRefusedOk?: string
  readonly threshold?: string
  readonly strict?: boolean
  readonly output?: string
  readonly json?: boolean
}

/** Checks policies, runs their tests, compares them with a revision and replays logs; prints the results as one table. */
export async function review(files: readonly string[], flags: ReviewFlags, io: Io): Promise<ExitCode> {
  const failOn = readFailOn(flags.failOn ?? 'looser')
  const most = flags.maxRefusedOk === undefined ? undefined : readMaxRefused(flags.maxRefusedOk)
  const logs = flags.log ?? []
  if (most !== undefined && logs.length === 0)
    throw new CliError('`--max-refused-ok` needs a log', 'name one: --log access.log')
  const project = await readProject(io.cwd, flags)
  const threshold = readThreshold(flags.threshold, project)
  const policies = await policyFiles(files, project.found, io.cwd)
  const revision = flags.git === undefined ? undefined : openNamedRevision(flags.git, io.cwd)
  if (revision?.was !== undefined && policies.length > 1)
    throw new CliError(
      `\`--git ${flags.git}\` names one old policy, but ${policies.length} policies are reviewed`,
      'name the one that had this path',
    )
  const strict = flags.strict ?? project.found?.config.strict ?? false

  const { rows, looser } = await withPlugins(project.found, async (plugins) => {
    const checks = await reviewChecks(policies, strict, project, plugins, io)
    if (!checks.isUsable) return { rows: [...checks.rows, notRun], looser: false }
    const tests = await reviewTests(threshold, project, plugins, io)
    const options = revision === undefined || files.length > 0 ? [] : reviewOptions(revision.revision, project, failOn)
    const compared: ReviewedDifferences[] = []
    for (const file of policies) compared.push(await reviewDifferences(file, revision, failOn, project, plugins, io))
    const replayed: ReviewRow[] = []
    for (const { policy } of logs.length === 0 ? [] : compared)
      replayed.push(...(await reviewReplay(policy, logs, flags, most, project, plugins, io)))
    return {
      rows: [...checks.rows, ...tests, ...options, ...compared.flatMap((each) => each.rows), ...replayed],
      looser: options.length > 0 || compared.some((each) => each.looser),
    }
  })
  const report: ReviewReport = {
    version: 1,
    passed: rows.every(({ state }) => state !== 'bad'),
    looser,
    ...(flags.git !== undefined && { revision: flags.git }),
    policies,
    rows,
  }
  await writeOutput(flags.json === true ? jsonText(report) : renderReviewMarkdown(report), flags.output, io)
  return report.passed ? exitCodes.good : exitCodes.findings
}

const notRun: ReviewRow = {
  part: 'tests',
  state: 'note',
  result: 'tests, differences and logs were not examined',
  details: 'fix the errors first',
}

function readThreshold(text: string | undefined, { found }: Project): number | undefined {
  if (text === undefined) return found?.config.coverage
  const percent = Number(text)
  if (text.trim() !== '' && percent >= 0 && percent <= 100) return percent
  throw new CliError(`invalid \`--threshold ${text}\``, 'expected a percentage from 0 to 100')
}
