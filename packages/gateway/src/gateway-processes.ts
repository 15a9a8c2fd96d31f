import { createTextLogger } from '@tidegate/engine'
import type { GatewayOptions } from './gateway-options.ts'
import { openProcess } from './gateway.ts'
import type { Gateway } from './running-gateway.ts'
import type { WorkerStart } from './gateway-worker.ts'
import { prepareAddress } from './listeners/open-listener.ts'
import { processMetrics } from './metrics/process-metrics.ts'
import { type JoinedGate, joinGate } from './processes/joined-gate.ts'
import type { WorkerMessage, WorkerReport } from './processes/process-message.ts'
import { startWorkers, type WorkerPool } from './processes/worker-pool.ts'
import type { Probes } from './probes/probes.ts'

/** How a gateway of several processes runs. */
export interface GatewayProcessesOptions {
  /** How many workers decide requests. */
  readonly workers: number
  /** What the workers receive as `WorkerStart.settings`; anything that structured clones can contain. */
  readonly settings: unknown
  /** Writes lines for the log that a worker sends. */
  readonly onLog: (text: string) => void
}

const reportWithinMs = 500
const reloadWithinMs = 60_000
const changeWithinMs = 5_000
const markWithinMs = 1_000
const renderWithinMs = 1_500
/** Milliseconds for a worker to end, in addition to those for its requests. */
const endWithinMs = 5_000

/** Why a gateway with these options cannot have several processes; undefined if it can. */
export function processesFault(
  options: Pick<GatewayOptions, 'requestIds' | 'settle' | 'decisionLog' | 'auditLog' | 'gates'>,
): { readonly message: string; readonly help: string } | undefined {
  const { requestIds = false, settle, decisionLog, auditLog, gates = {} } = options
  if (requestIds || settle !== undefined)
    return {
      message: '`serve.workers` cannot be used with `serve.requestIds` and `serve.settle`',
      help: 'each worker knows only its own requests: use one process, or put the gateway in front of the site (`serve.to`), where it sees the ends of requests by itself',
    }
  if (decisionLog?.file === '-' || auditLog?.file === '-')
    return {
      message: '`serve.workers` cannot be used with a log on standard output',
      help: 'name a file: each worker then writes its own, such as decisions-1.ndjson',
    }
  if (process.platform === 'win32' && gates.store === undefined)
    return {
      message: '`serve.workers` cannot be used on Windows without a store',
      help: 'use Redis (`serve.store`), or one process',
    }
  return undefined
}

/** The options of the gates of each process: counters are shared, by a process with the counters, or by a store that has them already. */
export function sharedGates(
  gates: GatewayOptions['gates'] = {},
  workers: number,
): NonNullable<GatewayOptions['gates']> {
  if (gates.store === undefined) return { ...gates, workers: 'shared' }
  return { ...gates, localShare: (gates.localShare ?? 1) / workers }
}

/**
 * Opens a gateway whose requests several processes of `node:cluster` decide, with the program and the arguments of this one. This process, the primary, has the admin listener, with what all have counted, the
 * state folder and the changes of operators; it decides no requests. A worker that ends is replaced. Rejects as `openGateway`, and with a `WorkerError` if a worker cannot start.
 */
export async function openGatewayProcesses(
  given: GatewayOptions,
  { workers, settings, onLog }: GatewayProcessesOptions,
): Promise<Gateway> {
  const fault = processesFault(given)
  if (fault !== undefined) throw new TypeError(`${fault.message}: ${fault.help}`)
  const { listen, decisionLog: _decisions, drainMs = 10_000, notReadyMs = 0 } = given
  const logger = given.logger ?? createTextLogger(console.error)
  const place = given.gates?.store === undefined ? 'shared' : 'own'
  const joined = new Map<string, JoinedGate>()
  const reports = new Map<number, WorkerReport>()
  const ended: WorkerReport[] = []
  let pool: WorkerPool | undefined

  async function change(policy: string, what: 'amend' | 'reset' | 'block', about: object): Promise<void> {
    const message = { kind: what, policy, ...about } as Parameters<WorkerPool['askAll']>[0]
    await pool?.askAll(message, what === 'amend' ? reloadWithinMs : changeWithinMs, what === 'amend' ? 'all' : 'ready')
  }

  const options: GatewayOptions = { ...given, logger, listen: [], gates: sharedGates(given.gates, workers) }
  delete (options as { decisionLog?: unknown }).decisionLog
  const gateway = await openProcess(options, {
    role: 'primary',
    joinGate: (policy, gate) => {
      const one = joinGate(gate, {
        place,
        keptRefusals: given.gates?.keptRefusals ?? 10_000,
        changes: {
          amend: (additions) => change(policy, 'amend', { additions }),
          reset: (subject) => change(policy, 'reset', { subject }),
          block: (subject, forMs) => change(policy, 'block', { subject, forMs }),
        },
      })
      joined.set(policy, one)
      return one.gate
    },
    joinProbes: (probes: Probes) => ({
      ...probes,
      create: async () => {
        const mark = await probes.create()
        await pool?.askAll({ kind: 'mark', mark }, markWithinMs, 'ready')
        return mark
      },
    }),
    others: {
      repeated: () => [...reports.values(), ...ended].map(({ repeated }) => repeated),
      connections: () => sumConnections([...reports.values()]),
      fronts: () => [
        ...[...reports.values()].flatMap(({ front }) => front ?? []),
        ...ended.flatMap(({ front }) => (front === undefined ? [] : { ...front, inFlight: 0 })),
      ],
      processes: () => [
        ...[...reports.values()].map((each) => each.process),
        ...ended.map((each) => countersOf(each.process)),
      ],
      refresh: async (ids) => {
        // Answers are handled as all other reports are.
        await pool?.askAll({ kind: 'report', ids }, reportWithinMs, 'ready')
      },
      reload: async () => {
        await pool?.askAll({ kind: 'reload' }, reloadWithinMs, 'all')
      },
      isReady: () => pool !== undefined && pool.readyCount() > 0,
      stop: async () => pool?.stop(notReadyMs + drainMs + endWithinMs),
    },
  })

  function startOf(worker: number): WorkerStart<unknown> {
    const policies = gateway.sites.all.map(({ policy, gate }) => {
      const state = given.gates?.store === undefined ? gateway.stateOf(policy) : undefined
      const additions = gate.additions().map(({ file, text }) => ({ file, text }))
      return { policy, additions, ...(state !== undefined && { state }) }
    })
    return { worker, workers, settings, policies }
  }

  function receive(worker: number, message: WorkerMessage): void {
    switch (message.kind) {
      case 'log':
        onLog(message.text)
        return
      case 'report':
        reports.set(worker, message.report)
        for (const report of message.report.gates) joined.get(report.policy)?.note(worker, report)
        return
      case 'probed':
        gateway.probes.add(message.mark, message.record)
        return
      case 'elsewhere': {
        const { id, replyId, accept } = message
        const owner = Number(/^(\d{1,4})\./.exec(replyId)?.[1])
        void pool!.ask(owner, { kind: 'render', replyId, accept }, renderWithinMs).then((answer) => {
          const reply = answer?.kind === 'rendered' ? answer.reply : undefined
          pool!.send(worker, { kind: 'rendered', id, ...(reply !== undefined && { reply }) })
        })
        return
      }
      case 'ready':
      case 'failed':
      case 'done':
      case 'rendered':
    }
  }

  function end(worker: number): void {
    for (const one of joined.values()) one.end(worker)
    const report = reports.get(worker)
    reports.delete(worker)
    if (report !== undefined) ended.splice(0, ended.length, ...joinEnded(ended[0], report))
  }

  let addresses: readonly string[]
  try {
    for (const address of listen) await prepareAddress(address)
    pool = startWorkers({ workers, startOf, logger, onMessage: receive, onEnd: end })
    addresses = await pool.started
  } catch (error) {
    await gateway.stop()
    throw error
  }
  return {
    ...gateway,
    addresses,
  }
}

/** What all workers that have ended have counted, as one report. */
function joinEnded(earlier: WorkerReport | undefined, last: WorkerReport): readonly WorkerReport[] {
  if (earlier === undefined) return [last]
  const sum = (a: number, b: number | undefined): number => a + (b ?? 0)
  const repeated = Object.fromEntries(
    Object.entries(last.repeated).map(([door, count]) => [
      door,
      count + earlier.repeated[door as keyof typeof earlier.repeated],
    ]),
  ) as WorkerReport['repeated']
  const replies = last.front?.replies
  return [
    {
      ...last,
      repeated,
      ...(last.front !== undefined &&
        replies !== undefined && {
          front: {
            inFlight: 0,
            replies: Object.fromEntries(
              Object.entries(replies).map(([name, count]) => [
                name,
                sum(count, earlier.front?.replies[name as keyof typeof replies]),
              ]),
            ) as typeof replies,
          },
        }),
      process: last.process.map((value, at) => sum(value, earlier.process[at])),
    },
  ]
}

/** The counters among the metrics of a process that has ended; all others are no longer there. */
function countersOf(values: readonly number[]): readonly number[] {
  return values.map((value, at) => (processMetrics[at]!.kind === 'counter' ? value : Number.NaN))
}

function sumConnections(all: readonly WorkerReport[]): WorkerReport['connections'] {
  const open = new Map<string, number>()
  for (const { connections } of all)
    for (const each of connections) open.set(each.address, (open.get(each.address) ?? 0) + each.open)
  return [...open].map(([address, count]) => ({ address, open: count }))
}
