import { access, constants, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { Plugin } from '@tidegate/engine'
import { compileAmended, type DecisionOptions } from '@tidegate/node'
import type { LogFlags } from '../../config/log-flags.ts'
import { logReading } from '../../config/log-reading.ts'
import type { OptionFlags } from '../../config/option-flags.ts'
import { fileOptions, type Project, readProject, requestOptions } from '../../config/read-config.ts'
import { CliError, exitCodes, type ExitCode, type Io } from '../../io.ts'
import { openPolicy } from '../../policies/open-policy.ts'
import { nothingRead } from '../../output/nothing-read.ts'
import { cannotWrite } from '../../output/cannot-write.ts'
import { withPlugins } from '../../plugins/with-plugins.ts'
import { createReplayProgress } from '../../output/replay-progress.ts'
import { areDecisionLogs, logSources } from '@tidegate/access-logs'
import { notesOfFacts, type ReplayedPolicy, type ReplayReport, runReplay } from '@tidegate/replay'
import { isAbove, type MaxRefused, readMaxRefused, refusedWords, requireAnswers } from './max-refused.ts'
import { renderJson } from './render-json.ts'
import { renderText } from './render-text.ts'
import { constantFacts } from './required-facts.ts'
import { readDuration } from '../../request/read-duration.ts'
import { colors } from '../../terminal/colors.ts'
import { escapeControls } from '@tidegate/values'
import { escapeTexts } from '../../output/escape-texts.ts'

/** Flags of `tidegate replay`. */
export interface ReplayFlags extends OptionFlags, LogFlags {
  readonly fact?: readonly string[]
  readonly users?: string
  readonly against?: string
  readonly failOnDifference?: boolean
  readonly maxRefusedOk?: string
  readonly reorderWindow?: string
  readonly clientAddress?: string
  readonly top?: string
  readonly json?: boolean
  readonly html?: string
}

const maxTop = 100
const maxWindowMs = 3_600_000

/** Decides the requests of access logs by a policy and prints a report; see `docs/replay.md`. */
export async function replay(file: string, logs: readonly string[], flags: ReplayFlags, io: Io): Promise<ExitCode> {
  if (!file.endsWith('.policy') && logs.some((name) => name.endsWith('.policy'))) {
    throw new CliError(
      `\`${file}\` is not a policy file`,
      'the policy comes first: tidegate replay site.policy access.log',
    )
  }
  const top = readTop(flags.top ?? '5')
  const clientAddress = readAddressKind(flags.clientAddress ?? 'peer')
  const reorderWindowMs = readWindow(flags.reorderWindow ?? '5s')
  const maxRefused = flags.maxRefusedOk === undefined ? undefined : readMaxRefused(flags.maxRefusedOk)
  const project = await readProject(io.cwd, flags)
  return withPlugins(project.found, (plugins) =>
    replayWith(plugins, { file, logs, flags, project, top, reorderWindowMs, clientAddress, maxRefused }, io),
  )
}

interface Asked {
  readonly file: string
  readonly logs: readonly string[]
  readonly flags: ReplayFlags
  readonly project: Project
  readonly top: number
  readonly reorderWindowMs: number
  readonly clientAddress: 'peer' | 'client'
  readonly maxRefused: MaxRefused | undefined
}

async function replayWith(
  plugins: readonly Plugin[],
  { file, logs, flags, project, top, reorderWindowMs, clientAddress, maxRefused }: Asked,
  io: Io,
): Promise<ExitCode> {
  const { options } = project
  const config = project.found?.config
  const { formats, zone } = logReading(flags, config)
  const policy = await openReplayedPolicy(file, plugins, options, io)
  const against =
    flags.against === undefined ? undefined : await openReplayedPolicy(flags.against, plugins, options, io)
  const models = [policy, ...(against === undefined ? [] : [against])].map(({ plan }) => plan.model)
  const sources = await logSources(logs, io)
  const areLogged = await areDecisionLogs(sources, { formats, signal: io.signal })
  const facts = constantFacts(flags.fact ?? [], config?.facts ?? {}, models, areLogged)
  const users =
    flags.users === undefined
      ? { file: '', users: new Map() }
      : await (await import('./user-facts.ts')).readUserFacts(flags.users, models, plugins, io)
  for (const model of areLogged ? [] : models)
    for (const note of notesOfFacts(model, facts.for(model), users, plugins)) io.err(`note: ${escapeControls(note)}\n`)
  if (options.mode === 'observe') io.err(observing)
  if ((options.processes ?? 1) > 1 && !areLogged) io.err(spread)
  if (flags.html !== undefined) await checkWritable(flags.html, io)

  const { trustProxy, ...reading } = requestOptions(options)
  const progress = createReplayProgress(sources, io)
  const report = await runReplay({
    policy,
    against,
    facts,
    users,
    plugins,
    sources,
    formats,
    zone,
    reorderWindowMs,
    reading,
    ...(trustProxy !== undefined && { trustProxy }),
    clientAddress,
    processes: options.processes ?? 1,
    top,
    signal: io.signal,
    onProgress: progress.show,
  })
  progress.end()
  if (report.lines.judged === 0 && report.complete)
    throw nothingRead(report.logs, report.lines.unreadable, report.unreadable, report.warnings[0])

  if (flags.html !== undefined) {
    const { renderHtml } = await import('./html/render-html.ts')
    await write(flags.html, renderHtml(report), io)
  }
  if (flags.json === true) io.raw(renderJson(report))
  else io.out(renderText(escapeTexts(report), { colors: colors(io.color), width: io.columns }))
  if (maxRefused !== undefined) {
    requireAnswers(report.answeredWell, report.lines.judged)
    io.err(`${refusedWords(report.answeredWell, maxRefused)}\n`)
  }
  return exitCode(report, flags, maxRefused)
}

const observing =
  'note: the server only observes (`mode: observe`) and refuses nothing; the report shows what it would refuse\n'

const spread =
  'note: each process counts separately; the requests of every client are taken as evenly spread over them\n'

async function openReplayedPolicy(
  file: string,
  plugins: readonly Plugin[],
  options: DecisionOptions,
  io: Io,
): Promise<ReplayedPolicy> {
  const { plan } = await openPolicy(resolve(io.cwd, file), file, plugins, options, io)
  const planWith: ReplayedPolicy['planWith'] = (additions) =>
    additions.length === 0
      ? plan
      : compileAmended(resolve(io.cwd, file), { ...fileOptions(options), plugins }, additions).loaded.plan
  return { file, plan, planWith }
}

function exitCode(
  { complete, difference, asLogged, answeredWell }: ReplayReport,
  { failOnDifference }: ReplayFlags,
  maxRefused: MaxRefused | undefined,
): ExitCode {
  if (!complete) return exitCodes.couldNotRun
  const different = (difference?.different ?? 0) + (asLogged?.different ?? 0)
  if (failOnDifference === true && different > 0) return exitCodes.findings
  return maxRefused !== undefined && isAbove(maxRefused, answeredWell) ? exitCodes.findings : exitCodes.good
}

/** WHY: the file is checked before the replay, so that a long run is not wasted. */
async function checkWritable(file: string, { cwd }: Io): Promise<void> {
  try {
    await access(dirname(resolve(cwd, file)), constants.W_OK)
  } catch (error) {
    throw cannotWrite(file, error)
  }
}

async function write(file: string, text: string, io: Io): Promise<void> {
  try {
    await writeFile(resolve(io.cwd, file), text)
  } catch (error) {
    throw cannotWrite(file, error)
  }
  io.err(`written to ${escapeControls(file)}\n`)
}

function readTop(text: string): number {
  const top = Number(text)
  if (Number.isInteger(top) && top >= 1 && top <= maxTop) return top
  throw new CliError(`invalid \`--top ${text}\``, `expected a whole number from 1 to ${maxTop}`)
}

function readAddressKind(text: string): 'peer' | 'client' {
  if (text === 'peer' || text === 'client') return text
  throw new CliError(`invalid \`--client-address ${text}\``, 'expected `peer` or `client`')
}

function readWindow(text: string): number {
  const windowMs = text === '0' ? 0 : readDuration(text)
  if (windowMs !== undefined && windowMs <= maxWindowMs) return windowMs
  throw new CliError(
    `invalid \`--reorder-window ${text}\``,
    'expected a time such as 5s, 500ms or 2m, at most one hour; 0 turns reordering off',
  )
}
