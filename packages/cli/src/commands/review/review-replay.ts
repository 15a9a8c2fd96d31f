import { areDecisionLogs, logSources } from '@tidegate/access-logs'
import type { Plugin } from '@tidegate/engine'
import { runReplay, type ReplayReport } from '@tidegate/replay'
import type { LogFlags } from '../../config/log-flags.ts'
import { logReading } from '../../config/log-reading.ts'
import { type Project, requestOptions } from '../../config/read-config.ts'
import { CliError, type Io } from '../../io.ts'
import { nothingRead } from '../../output/nothing-read.ts'
import { grouped, percent } from '../../terminal/numbers.ts'
import { isAbove, type MaxRefused, refusedWords, requireAnswers } from '../replay/max-refused.ts'
import { constantFacts } from '../replay/required-facts.ts'
import { answerWords, clientWords, keyWords } from '../replay/words.ts'
import type { ReviewedPolicy } from './review-differences.ts'
import { atMost, quoted, type ReviewRow } from './review-report.ts'
import { reasonOf } from './review-tests.ts'

const maxChanges = 8

/** Replays logs by a policy, and by what it was, if that is known. */
export async function reviewReplay(
  policy: ReviewedPolicy,
  logs: readonly string[],
  flags: LogFlags,
  most: MaxRefused | undefined,
  project: Project,
  plugins: readonly Plugin[],
  io: Io,
): Promise<readonly ReviewRow[]> {
  try {
    const report = await replayOf(policy, logs, flags, project, plugins, io)
    if (most !== undefined) requireAnswers(report.answeredWell, report.lines.judged)
    return [refusedRow(policy, report, most), ...changeRows(policy, report)]
  } catch (error) {
    if (!(error instanceof CliError)) throw error
    const result = `the log could not be replayed by ${quoted(policy.file)}`
    return [{ part: 'replay', state: 'bad', result, details: reasonOf(error) }]
  }
}

async function replayOf(
  { file, plan, old }: ReviewedPolicy,
  logs: readonly string[],
  flags: LogFlags,
  { found, options }: Project,
  plugins: readonly Plugin[],
  io: Io,
): Promise<ReplayReport> {
  const { formats, zone } = logReading(flags, found?.config)
  const sources = await logSources(logs, io)
  const models = [plan.model, ...(old === undefined ? [] : [old.plan.model])]
  const areLogged = await areDecisionLogs(sources, { formats, signal: io.signal })
  const { trustProxy, ...reading } = requestOptions(options)
  const report = await runReplay({
    policy: { file, plan },
    against: old === undefined ? undefined : { file: old.shown, plan: old.plan },
    facts: constantFacts([], found?.config.facts ?? {}, models, areLogged),
    users: { file: '', users: new Map() },
    plugins,
    sources,
    formats,
    zone,
    reorderWindowMs: 5_000,
    reading,
    ...(trustProxy !== undefined && { trustProxy }),
    processes: options.processes ?? 1,
    top: 1,
    signal: io.signal,
    onProgress: () => {},
  })
  if (report.lines.judged === 0)
    throw nothingRead(report.logs, report.lines.unreadable, report.unreadable, report.warnings[0])
  if (!report.complete) throw new CliError('the log could not be read to its end')
  return report
}

function refusedRow(
  { file }: ReviewedPolicy,
  { answeredWell, outcomes: { block, limit }, lines }: ReplayReport,
  most: MaxRefused | undefined,
): ReviewRow {
  const refused = block + limit
  const all = `${quoted(file)} would have refused ${grouped(refused)} of ${grouped(lines.judged)} requests (${percent(refused / lines.judged)})`
  return {
    part: 'replay',
    state: most !== undefined && isAbove(most, answeredWell) ? 'bad' : answeredWell.refused > 0 ? 'note' : 'good',
    result: all,
    details: `${refusedWords(answeredWell, most)}${lines.unreadable > 0 ? `; ${grouped(lines.unreadable)} lines could not be read` : ''}`,
  }
}

function changeRows({ file, old }: ReviewedPolicy, { difference }: ReplayReport): readonly ReviewRow[] {
  if (difference === undefined || old === undefined) return []
  const { same, different, changes } = difference
  if (different === 0)
    return [
      {
        part: 'replay',
        state: 'good',
        result: `${quoted(file)} answers all ${grouped(same)} requests of the log as ${quoted(old.shown)} did`,
        details: '',
      },
    ]
  const rows = changes.map((change): ReviewRow => {
    const [client] = change.clients
    const [path] = change.paths
    return {
      part: 'replay',
      state: 'note',
      result: `${quoted(`${answerWords(change.from)} → ${answerWords(change.to)}`)}: ${grouped(change.count)} of ${grouped(same + different)} requests (${percent(change.share)})`,
      details: `${clientWords(change)}${client === undefined ? '' : `, such as ${quoted(keyWords(client))}`}${path === undefined ? '' : ` to ${quoted(keyWords(path))}`}`,
    }
  })
  return atMost(rows, maxChanges, '`tidegate replay --against`')
}
