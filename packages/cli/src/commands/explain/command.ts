import { resolve } from 'node:path'
import type { Decision, Explanation, Plugin } from '@tidegate/engine'
import { policyFile } from '../../config/policy-files.ts'
import { type Project, readProject, requestOptions } from '../../config/read-config.ts'
import { requestsToExplain } from './requests-to-explain.ts'
import { addDecision, type DecisionRun } from './run-of-decisions.ts'
import { CliError, exitCodes, type ExitCode, type Io } from '../../io.ts'
import { openPolicy } from '../../policies/open-policy.ts'
import { createLookUp } from '../../plugins/look-up.ts'
import { withPlugins } from '../../plugins/with-plugins.ts'
import { nameInRoot } from '../../output/rule-place.ts'
import { renderExplanation } from '../../output/render-explanation.ts'
import { renderRuns } from './render-runs.ts'
import { factsFor } from '../../request/facts-for.ts'
import { readDuration } from '../../request/read-duration.ts'
import { requestOf, specOfFlags } from '../../request/read-request.ts'
import { createPlayer, type Player } from '../../request/sequence/player.ts'
import { createYieldToEventLoop } from '../../terminal/yield-to-event-loop.ts'
import { colors } from '../../terminal/colors.ts'
import { escapeControls } from '@tidegate/values'
import { createProgress } from '../../terminal/progress.ts'
import type { ExplainFlags } from './explain-flags.ts'
import { jsonText } from '../../output/json-text.ts'
import { escapeTexts } from '../../output/escape-texts.ts'

/** Output of `explain --json`. Later versions only add to it; `schemas/explain.schema.json` describes it. */
export interface ExplainReport {
  readonly version: 1
  readonly policy: string
  readonly at: string
  readonly repeat: number
  readonly outcome: Decision['outcome']
  readonly reason: Decision['reason']
  /** Rule that refuses the request; absent if no rule does. */
  readonly rule?: Decision['rule']
  readonly status: number
  readonly retryAfterMs?: number
  readonly limits: Decision['limits']
  readonly decision: Decision
  readonly seen: Explanation['seen']
  readonly phases: Explanation['phases']
  /** All requests up to the explained one, with equal consecutive decisions as one entry; absent if there is only one request. */
  readonly requests?: readonly DecisionRun[]
}

const maxRepeat = 1_000_000

/** Milliseconds for which requests are in progress; undefined if `--lasts` is not given. */
function readLasts({ lasts }: ExplainFlags): number | undefined {
  if (lasts === undefined) return undefined
  const ms = readDuration(lasts)
  if (ms === undefined) throw new CliError(`\`--lasts ${lasts}\` is not a duration`, 'write it as 10s, 500ms or 2m')
  return ms
}

/** Decides all requests before the last one, then explains the last one. The clock is set to the time of each request. */
export async function explain(file: string | undefined, flags: ExplainFlags, io: Io): Promise<ExitCode> {
  const repeat = readCount('--repeat', flags.repeat ?? '1')
  readLasts(flags)
  const project = await readProject(io.cwd, flags)
  return withPlugins(project.found, (plugins) => explainWith(plugins, repeat, file, flags, project, io))
}

async function explainWith(
  plugins: readonly Plugin[],
  repeat: number,
  file: string | undefined,
  flags: ExplainFlags,
  { found, options }: Project,
  io: Io,
): Promise<ExitCode> {
  const policy = await policyFile(file, found, io.cwd)
  const { plan } = await openPolicy(resolve(io.cwd, policy), policy, plugins, options, io)
  const config = found?.config
  const facts = factsFor(config?.facts, plan.model)
  const warned = new Set<string>()
  const onWarning = (message: string): void => {
    if (!warned.has(message)) io.err(`note: ${escapeControls(message)}\n`)
    warned.add(message)
  }
  const timed = await requestsToExplain(
    flags,
    specOfFlags(flags, plan.model),
    facts === undefined ? {} : { facts },
    io,
    async () => {
      const [{ readLogLine }, { logReading }, { createPastClients }] = await Promise.all([
        import('./read-log-line.ts'),
        import('../../config/log-reading.ts'),
        import('@tidegate/engine/simulate'),
      ])
      const clients = createPastClients(plan.model, requestOptions(options).trustProxy)
      const headers = [...plan.inputs.headers, ...(clients.header === undefined ? [] : [clients.header])]
      const reading = { ...logReading(flags, config), clients, headers, onNote: onWarning }
      return (line) => readLogLine(line, reading)
    },
  )
  const entry = flags.entry === undefined ? timed.length : readCount('--entry', flags.entry)
  const explained = timed[entry - 1]
  if (explained === undefined) {
    throw new CliError(
      `there is no entry ${entry}`,
      `expected a number from 1 to ${timed.length}, the number of requests`,
    )
  }
  const before = timed.slice(0, entry - 1)
  const all = [...before, ...Array.from({ length: repeat }, () => explained)]
  const player = createPlayer(plan, all[0]!.atMs, {
    options,
    plugins,
    onWarning,
    recordedTimes: flags.logLine !== undefined,
  })
  const runs: DecisionRun[] = []
  const allLastMs = readLasts(flags)
  const progress = createProgress(io)
  const yieldToEventLoop = createYieldToEventLoop(io)
  const lookUp = createLookUp((fact, message) =>
    io.err(
      `note: \`${escapeControls(fact)}\` could not be looked up and is treated as absent: ${escapeControls(message)}\n`,
    ),
  )
  for (const [index, { request: spec, atMs, reply, lastsMs = allLastMs }] of all.slice(0, -1).entries()) {
    const pause = yieldToEventLoop()
    if (pause !== undefined) await pause
    progress.show(() => `request ${index + 1} of ${all.length}`)
    moveTo(player, atMs, index + 1)
    const request = requestOf(spec, plan.model, plugins)
    await player.lookUp(request, lookUp)
    addDecision(runs, { ...request, atMs: player.nowMs() }, player.decide(request, reply, lastsMs))
  }
  progress.end()
  moveTo(player, explained.atMs, all.length)
  const request = requestOf(explained.request, plan.model, plugins)
  await player.lookUp(request, lookUp)
  const explanation = player.explain(request)
  addDecision(runs, { ...request, atMs: player.nowMs() }, explanation.decision)

  if (flags.json === true) {
    io.raw(jsonText(reportOf(explanation, { policy, repeat, runs, atMs: player.nowMs() })))
    return exitCodes.good
  }
  const paint = colors(io.color)
  const name = nameInRoot(policy, options.root, io.cwd)
  const isSequence = all.length > repeat
  const shown = escapeControls(name)
  if (isSequence) io.out(`${renderRuns(escapeTexts(runs), shown, paint)}\n`)
  io.out(
    renderExplanation(escapeTexts(explanation), {
      colors: paint,
      repeat,
      atMs: player.nowMs(),
      policy: shown,
      request: escapeTexts(request),
    }),
  )
  return exitCodes.good
}

function reportOf(
  { decision, seen, phases }: Explanation,
  { policy, repeat, runs, atMs }: { policy: string; repeat: number; runs: readonly DecisionRun[]; atMs: number },
): ExplainReport {
  return {
    version: 1,
    policy,
    at: new Date(atMs).toISOString(),
    repeat,
    outcome: decision.outcome,
    reason: decision.reason,
    ...(decision.rule === undefined ? {} : { rule: decision.rule }),
    status: decision.status,
    ...(decision.retryAfterMs === undefined ? {} : { retryAfterMs: decision.retryAfterMs }),
    limits: decision.limits,
    decision,
    seen,
    phases,
    ...(runs.at(-1)!.to === 1 ? {} : { requests: runs }),
  }
}

function moveTo(player: Player, atMs: number, request: number): void {
  if (player.moveTo(atMs)) return
  const clock = (ms: number): string => new Date(ms).toISOString()
  throw new CliError(
    `request ${request} is at ${clock(atMs)}, before the previous one at ${clock(player.nowMs())}`,
    'write the steps in chronological order',
  )
}

function readCount(flag: string, text: string): number {
  const count = Number(text)
  if (Number.isInteger(count) && count >= 1 && count <= maxRepeat) return count
  throw new CliError(`invalid \`${flag} ${text}\``, `expected a whole number from 1 to ${maxRepeat}`)
}
