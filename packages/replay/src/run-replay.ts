import type { Plan, Plugin } from '@tidegate/engine'
import { createSimulation, type SimulationOptions } from '@tidegate/engine/simulate'
import {
  createSequencer,
  createUnreadable,
  decodeOctets,
  type LogFormat,
  type LogRecord,
  type LogSource,
  namesHost,
  readLogs,
  type ReadProgress,
} from '@tidegate/access-logs'
import { buildReport } from './build-report.ts'
import { notesOfFacts, notesOfTraffic } from './notes.ts'
import type { ReplayReport, ReportedPolicy } from './replay-report.ts'
import { type ConstantFacts, suppliedFacts, type UserFacts } from './supplied-facts.ts'
import { createDifferenceTally } from './tally/difference-tally.ts'
import { createTrafficTally } from './tally/traffic-tally.ts'

/** Options of a replay. */
export interface ReplayOptions {
  readonly policy: ReplayedPolicy
  /** The policy to compare with. */
  readonly against: ReplayedPolicy | undefined
  readonly facts: ConstantFacts
  /** The facts of individual users, in addition to these. */
  readonly users: UserFacts
  /**
   * The plugins that the policies use. Facts with a synchronous `read` are computed; others are absent unless `facts` contains
   * them.
   */
  readonly plugins: readonly Plugin[]
  readonly sources: readonly LogSource[]
  readonly formats: readonly LogFormat[]
  /** The time zone of timestamps without an offset; UTC if absent. */
  readonly zone: string | undefined
  readonly reorderWindowMs: number
  /** How the server reads requests. */
  readonly reading?: Pick<SimulationOptions, 'ambiguousPaths' | 'duplicateParameters' | 'encodedSlash'>
  /** Number of processes that count separately. Default 1. */
  readonly processes?: number
  readonly top: number
  readonly signal: AbortSignal
  readonly onProgress: (progress: ReadProgress) => void
}

/** A policy to replay requests against. */
export interface ReplayedPolicy {
  /** The file name that the user gave. */
  readonly file: string
  readonly plan: Plan
}

/** WHY: replays of the same log must give the same result, so the counters' keys are not random. */
const random = (): number => 0x9e3779b9

/** The maximum number of lines that wait to be sorted; together with their strings they take about 20 MB. */
export const maxWaiting = 20_000

/**
 * Evaluates the requests of logs with a policy, at the times in the log, and returns a report. Throws `LogError` for a log that
 * cannot be read at all. If a log breaks off or the signal is aborted, returns the report so far, marked as incomplete. Memory
 * does not grow with the logs.
 */
export async function runReplay(options: ReplayOptions): Promise<ReplayReport> {
  const { policy, against, facts, users, plugins, sources, formats, zone, reorderWindowMs, signal, onProgress } =
    options
  const { plan } = policy
  const given = facts.for(plan.model)
  const settings = settingsOf(options)
  const simulation = createSimulation(plan, {
    ...settings,
    facts: suppliedFacts(plan.model, given, users),
  })
  const tally = createTrafficTally(plan.model.rules.length)
  const comparison = against === undefined ? undefined : compareWith(against.plan, options)

  let named = 0
  let hosted = 0
  let requests = 0

  function take(record: LogRecord, atMs: number): void {
    requests++
    if (namesHost(record.target)) hosted++
    if (record.user !== undefined) {
      named++
      // WHY: applications pass names as text, while a log contains octets.
      record.user = decodeOctets(record.user)
    }
    const verdict = simulation.decide(record, atMs, record.status)
    tally.add(record, atMs, verdict)
    if (comparison !== undefined)
      comparison.difference.add(record, comparison.simulation.decide(record, atMs, record.status), verdict)
  }

  const sequencer = createSequencer({ windowMs: reorderWindowMs, maxWaiting, take })
  const unreadable = createUnreadable()
  const headers = new Set([...plan.inputs.headers, ...(against?.plan.inputs.headers ?? [])])
  const logs = await readLogs({ sources, formats, zone, headers, sequencer, unreadable, signal, onProgress })
  const sequence = sequencer.counts()
  const counters = simulation.counters()
  return buildReport({
    policy: policyOf(policy),
    model: plan.model,
    logs,
    unreadable,
    sequence,
    tally,
    counters,
    notes: [
      ...notesOfFacts(plan.model, given, users, plugins),
      ...notesOfTraffic(plan, logs, { counters, named, hosted, requests }),
    ],
    against:
      against === undefined || comparison === undefined
        ? undefined
        : { policy: policyOf(against), model: against.plan.model, difference: comparison.difference },
    top: options.top,
  })
}

/** Options of the simulations of both policies. */
function settingsOf({ plugins, reading, processes }: ReplayOptions): SimulationOptions {
  return { ...reading, plugins, random, ...(processes !== undefined && { processes }) }
}

function compareWith(
  plan: Plan,
  options: ReplayOptions,
): { simulation: ReturnType<typeof createSimulation>; difference: ReturnType<typeof createDifferenceTally> } {
  const { facts, users } = options
  const supplied = suppliedFacts(plan.model, facts.for(plan.model), users)
  return {
    simulation: createSimulation(plan, { ...settingsOf(options), facts: supplied }),
    difference: createDifferenceTally(),
  }
}

function policyOf({ file, plan: { model } }: ReplayedPolicy): ReportedPolicy {
  return { file, ...(model.name !== undefined && { name: model.name }), fingerprint: model.fingerprint }
}
