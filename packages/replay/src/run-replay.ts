import type { Charge, Plan, Plugin } from '@tidegate/engine'
import type { TrustProxyOption } from '@tidegate/engine/http'
import { createSimulation, type PastRequest, type SimulationOptions, type Verdict } from '@tidegate/engine/simulate'
import {
  createSequencer,
  createUnreadable,
  decodeOctets,
  type LogFormat,
  type LoggedDecision,
  type LoggedEvent,
  type LogRecord,
  type LogSource,
  namesHost,
  readLogs,
  type ReadProgress,
} from '@tidegate/access-logs'
import { buildReport } from './build-report.ts'
import { type Clients, createClients, type LoggedAddressKind } from './clients.ts'
import { clientOf, createGates, type Gates, type PlanWith } from './decisions/gates.ts'
import { createLoggedTally } from './decisions/logged-tally.ts'
import { notesOfDecisions } from './decisions/notes-of-decisions.ts'
import type { FoundClient } from './tally/found-client.ts'
import { hasLimitsAtOnce, notesOfFacts, notesOfTraffic } from './notes.ts'
import type { ReplayReport, ReportedPolicy } from './replay-report.ts'
import { type ConstantFacts, suppliedFacts, type UserFacts } from './supplied-facts.ts'
import { createDifferenceTally } from './tally/difference-tally.ts'
import { answerOf, createTrafficTally } from './tally/traffic-tally.ts'
import { warningsOf } from './warnings.ts'

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
  /** The peers that may state the client address, in addition to those of the policies' `client ip`. */
  readonly trustProxy?: TrustProxyOption
  /** What the address in the log is, if it is that of a trusted proxy and the log does not contain the header. Default `peer`. */
  readonly clientAddress?: LoggedAddressKind
  /** Number of processes that count separately. Default 1. */
  readonly processes?: number
  readonly top: number
  readonly signal: AbortSignal
  readonly onProgress: (progress: ReadProgress) => void
  /** Receives each decision of a decision log, and the verdict of the policy now. */
  readonly onDecision?: (logged: LoggedDecision, verdict: Verdict) => void
  /** Receives the charges of each request by the policy, before they are made. */
  readonly onCharges?: (charges: readonly Charge[]) => void
}

/** A policy to replay requests against. */
export interface ReplayedPolicy {
  /** The file name that the user gave. */
  readonly file: string
  readonly plan: Plan
  /** Compiles the policy with what operators had added to it when a decision log was written; undefined if it has errors. Absent: without these. */
  readonly planWith?: PlanWith
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
  const observed = { ...settings, ...(options.onCharges !== undefined && { onCharges: options.onCharges }) }
  const simulation = createSimulation(plan, {
    ...observed,
    facts: suppliedFacts(plan.model, given, users),
  })
  const tally = createTrafficTally(plan.model.rules.length)
  const comparison = against === undefined ? undefined : compareWith(against.plan, options)

  const openGate = ({ plan: of, planWith }: ReplayedPolicy): Gates =>
    createGates(
      () =>
        createSimulation(of, {
          ...(of === plan ? observed : settings),
          isOneProcess: true,
          facts: suppliedFacts(of.model, facts.for(of.model), users),
        }),
      planWith,
    )
  const gates = openGate(policy)
  const otherGates = against === undefined ? undefined : openGate(against)
  const asLogged = createLoggedTally(plan.model)
  const clients = clientsOf(plan, options)
  const isLogged: ((header: string) => boolean)[] = []
  let named = 0
  let hosted = 0
  let listed = 0
  let timed = 0
  let unknownClients = 0
  let requests = 0
  let accessLines = 0
  let events = 0

  /** Takes a line of a decision log: the gates whose decisions it has decide again. */
  function takeEvent(record: LogRecord, event: LoggedEvent, atMs: number): void {
    if (event.kind !== 'decision') {
      events++
      asLogged.note(event)
      gates.note(event)
      otherGates?.note(event)
      return
    }
    requests++
    if (record.user !== undefined) named++
    if (namesHost(record.target)) hosted++
    const verdict = gates.decide(record, event)
    const client = clientOf(event)
    // WHY: a decision log has the status of refusals only, and what it let through was for the server to answer.
    const wasRefused = event.result.outcome !== 'pass' && event.result.enforced
    tally.add(record, atMs, verdict, client, wasRefused ? 'badly' : 'well')
    asLogged.add(record, event, verdict, gates.isOwn(event))
    options.onDecision?.(event, verdict)
    if (comparison === undefined || otherGates === undefined) return
    comparison.difference.add(record, otherGates.decide(record, event), verdict, client)
  }

  function take(record: LogRecord, atMs: number): void {
    if (record.logged !== undefined) {
      takeEvent(record, record.logged, atMs)
      return
    }
    accessLines++
    const client = clients.of(record, isLogged[record.log]!)
    if (client === 'not-logged') {
      unknownClients++
      unreadable.add(unknownClient, { ...record, text: record.text.slice(record.start, record.end) })
      return
    }
    requests++
    if (record.forwarded !== undefined) listed++
    if (record.lastsMs !== undefined) timed++
    if (namesHost(record.target)) hosted++
    if (record.user !== undefined) {
      named++
      // WHY: applications pass names as text, while a log contains octets.
      record.user = decodeOctets(record.user)
    }
    const verdict = simulation.decide(asSeen(record, client), atMs, record.status)
    tally.add(record, atMs, verdict, client, answerOf(record))
    if (comparison === undefined) return
    const other = comparison.clients.of(record, isLogged[record.log]!)
    comparison.difference.add(
      record,
      comparison.simulation.decide(asSeen(record, other), atMs, record.status),
      verdict,
      client,
    )
  }

  const sequencer = createSequencer({ windowMs: reorderWindowMs, maxWaiting, take })
  const unreadable = createUnreadable()
  const headers = new Set([
    ...[plan, ...(against === undefined ? [] : [against.plan])].flatMap(({ inputs }) => inputs.headers),
    ...[clients, comparison?.clients].flatMap((each) => each?.header ?? []),
  ])
  const onOpen = (log: number, logged: (header: string) => boolean): void => {
    isLogged[log] = logged
  }
  const logs = await readLogs({
    sources,
    formats,
    zone,
    headers,
    atStart: [plan, against?.plan].some((each) => each !== undefined && hasLimitsAtOnce(each.model)),
    sequencer,
    unreadable,
    onOpen,
    signal,
    onProgress,
    withEvents: true,
  })
  const sequence = sequencer.counts()
  const counters = accessLines > 0 ? simulation.counters() : gates.counters()
  return buildReport({
    policy: policyOf(policy),
    model: plan.model,
    logs,
    unreadable,
    sequence,
    tally,
    counters,
    warnings: warningsOf({
      sequence,
      windowMs: reorderWindowMs,
      unknownClients,
      clientHeader: clients.header,
      judged: requests,
    }),
    notes: [
      ...(accessLines === 0 && requests > 0 ? [] : notesOfFacts(plan.model, given, users, plugins)),
      ...notesOfDecisions(plan.model, asLogged, gates.unsettled()),
      ...notesOfTraffic(plan, logs, {
        counters,
        named,
        hosted,
        listed,
        timed,
        requests,
        clientHeader: clients.header,
        accessLines,
      }),
    ],
    asLogged,
    events,
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
): {
  readonly simulation: ReturnType<typeof createSimulation>
  readonly difference: ReturnType<typeof createDifferenceTally>
  readonly clients: Clients
} {
  const { facts, users } = options
  const supplied = suppliedFacts(plan.model, facts.for(plan.model), users)
  return {
    simulation: createSimulation(plan, { ...settingsOf(options), facts: supplied }),
    difference: createDifferenceTally(),
    clients: clientsOf(plan, options),
  }
}

const unknownClient = 'the address is that of a proxy that the policy trusts, and the log does not say for which client'

function clientsOf({ model }: Plan, { trustProxy, clientAddress }: ReplayOptions): Clients {
  return createClients(model, trustProxy, clientAddress ?? 'peer')
}

/** WHY: nearly all records are as the log has them, and need no copy. */
function asSeen(record: LogRecord, client: FoundClient): PastRequest {
  return typeof client === 'string' ? record : { ...record, client }
}

function policyOf({ file, plan: { model } }: ReplayedPolicy): ReportedPolicy {
  return { file, ...(model.name !== undefined && { name: model.name }), fingerprint: model.fingerprint }
}
