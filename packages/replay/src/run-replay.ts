import type { Plan, Plugin } from '@tidegate/engine'
import { createSimulation } from '@tidegate/engine/simulate'
import type { LogFormat } from '@tidegate/access-logs'
import type { LogSource } from '@tidegate/access-logs'
import type { LogRecord } from '@tidegate/access-logs'
import { notesOfFacts, notesOfTraffic } from './notes.ts'
import { readLogs } from '@tidegate/access-logs'
import type { ReadProgress } from '@tidegate/access-logs'
import { buildReport } from './build-report.ts'
import type { ReplayReport, ReportedPolicy } from './replay-report.ts'
import type { ConstantFacts } from './supplied-facts.ts'
import { createSequencer } from '@tidegate/access-logs'
import { createDifferenceTally } from './tally/difference-tally.ts'
import { suppliedFacts, type UserFacts } from './supplied-facts.ts'
import { createTrafficTally } from './tally/traffic-tally.ts'
import { createUnreadable } from '@tidegate/access-logs'

/** What is replayed. */
export interface ReplayOptions {
  readonly policy: ReplayedPolicy
  /** The policy that it is compared with. */
  readonly against: ReplayedPolicy | undefined
  readonly facts: ConstantFacts
  /** What users of the log have beside these. */
  readonly users: UserFacts
  /** What the policies use: facts that are known at once are asked for, others are absent unless `facts` has them. */
  readonly plugins: readonly Plugin[]
  readonly sources: readonly LogSource[]
  readonly formats: readonly LogFormat[]
  /** Of stamps without an offset; UTC if absent. */
  readonly zone: string | undefined
  readonly reorderWindowMs: number
  readonly top: number
  readonly signal: AbortSignal
  readonly onProgress: (progress: ReadProgress) => void
}

export interface ReplayedPolicy {
  /** As it was named. */
  readonly file: string
  readonly plan: Plan
}

/** WHY: a replay of the same log says the same, so the counters' keys are not drawn by chance. */
const random = (): number => 0x9e3779b9

/** Lines that wait to be put in order, at most: with what they hold, some 20 MB. */
export const maxWaiting = 20_000

/**
 * Judges the traffic of logs by a policy, on the time of the log, and reports. Throws `LogError` for a log that cannot be read at all;
 * one that breaks off and an aborted signal give the report so far, marked as incomplete. Memory does not grow with the logs.
 */
export async function runReplay(options: ReplayOptions): Promise<ReplayReport> {
  const { policy, against, facts, users, plugins, sources, formats, zone, reorderWindowMs, signal, onProgress } =
    options
  const { plan } = policy
  const given = facts.for(plan.model)
  const simulation = createSimulation(plan, { facts: suppliedFacts(plan.model, given, users), plugins, random })
  const tally = createTrafficTally(plan.model.rules.length)
  const comparison = against === undefined ? undefined : compareWith(against.plan, options)

  let named = 0

  function take(record: LogRecord, atMs: number): void {
    if (record.user !== undefined) named++
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
    notes: [...notesOfFacts(plan.model, given, users, plugins), ...notesOfTraffic(plan, logs, { counters, named })],
    against:
      against === undefined || comparison === undefined
        ? undefined
        : { policy: policyOf(against), model: against.plan.model, difference: comparison.difference },
    top: options.top,
  })
}

function compareWith(
  plan: Plan,
  { facts, users, plugins }: ReplayOptions,
): { simulation: ReturnType<typeof createSimulation>; difference: ReturnType<typeof createDifferenceTally> } {
  const supplied = suppliedFacts(plan.model, facts.for(plan.model), users)
  return {
    simulation: createSimulation(plan, { facts: supplied, plugins, random }),
    difference: createDifferenceTally(),
  }
}

function policyOf({ file, plan: { model } }: ReplayedPolicy): ReportedPolicy {
  return { file, ...(model.name !== undefined && { name: model.name }), fingerprint: model.fingerprint }
}
