import process from 'node:process'
import type { Reply } from '@tidegate/engine/http'
import type { Source } from '@tidegate/model'
import type { GatewayOptions } from './gateway-options.ts'
import { openProcess } from './gateway.ts'
import type { GatewayProcess } from './running-gateway.ts'
import { createQuestions } from './processes/ask.ts'
import { fileOfWorker } from './processes/file-of-worker.ts'
import type { PrimaryMessage, WorkerMessage, WorkerReport } from './processes/process-message.ts'
import { workerVariable } from './processes/worker-pool.ts'
import { readProcess } from './metrics/process-metrics.ts'
import type { Probes } from './probes/probes.ts'

/** What a worker of a gateway begins with. */
export interface WorkerStart<Settings> {
  readonly worker: number
  /** How many workers there are. */
  readonly workers: number
  /** What `openGatewayProcesses` was given for them. */
  readonly settings: Settings
  /** For each policy: the state folder of its counters, and the temporary rules of operators. */
  readonly policies: readonly {
    readonly policy: string
    readonly state?: string
    readonly additions: readonly Source[]
  }[]
}

/** Whether this process is a worker that `openGatewayProcesses` has started. */
export function isGatewayWorker(): boolean {
  return process.env[workerVariable] !== undefined && process.send !== undefined
}

/** How often the primary receives what was counted, in milliseconds: what a worker that is killed has counted since is missing in the metrics. */
const reportEveryMs = 1_000
/** How many refusals are sent without being asked for. */
const pushedRefusals = 200
/** How many refusals are sent if an operator asks. */
const askedRefusals = 1_000
/** Milliseconds for which a reply of another worker is waited for. */
const renderWithinMs = 2_000

const waiting: PrimaryMessage[] = []
let receive: (message: PrimaryMessage) => void = (message) => void waiting.push(message)

/** Receives what this worker begins with. */
export function receiveStart<Settings>(): Promise<WorkerStart<Settings>> {
  return new Promise((resolve) => {
    process.once('message', (start) => {
      process.on('message', (message) => receive(message as PrimaryMessage))
      resolve(start as WorkerStart<Settings>)
    })
  })
}

/** Sends a text for the log of the gateway; resolves when it has been handed over. */
export function logToPrimary(text: string): Promise<void> {
  return send({ kind: 'log', text })
}

/**
 * Runs a worker of a gateway until the primary asks it to end: it listens where the other workers listen, and shares their counters. Its operators and its metrics are those of
 * the primary. Resolves when it has ended; a failure at the start is sent to the primary.
 */
export async function runGatewayWorker(given: GatewayOptions, start: WorkerStart<unknown>): Promise<void> {
  const { worker, policies } = start
  const { admin: _admin, state: _state, decisionLog, auditLog, adminTokens: _tokens, ...options } = given
  const questions = createQuestions<Reply>()
  let gateway: GatewayProcess
  try {
    gateway = await openProcess(
      {
        ...options,
        ...(decisionLog !== undefined && {
          decisionLog: { ...decisionLog, file: fileOfWorker(decisionLog.file, worker) },
        }),
        ...(auditLog !== undefined && { auditLog: { ...auditLog, file: fileOfWorker(auditLog.file, worker) } }),
      },
      {
        role: 'worker',
        siteOptions: (policy) => {
          const { state, additions = [] } = policies.find((each) => each.policy === policy) ?? {}
          return { additions, ...(state !== undefined && { state }) }
        },
        joinProbes: reportProbes,
        replies: {
          prefix: `${worker}.`,
          elsewhere: async (replyId, accept) =>
            questions.ask((id) => void send({ kind: 'elsewhere', id, replyId, accept }), renderWithinMs),
        },
      },
    )
  } catch (error) {
    const { message, help } = error as Error & { readonly help?: string }
    await send({ kind: 'failed', message, ...(help !== undefined && { help }) })
    return
  }

  let end = (): void => undefined
  const ended = new Promise<void>((resolve) => {
    end = resolve
  })
  const lastSent = new Map<string, string>()
  const timer = setInterval(() => void send({ kind: 'report', report: report([]) }), reportEveryMs)

  /** What this worker has done: with the refusals of these ids and the newest ones, or, without ids, with some of those that were not sent. */
  function report(ids: readonly string[] | undefined): WorkerReport {
    const isAsked = ids !== undefined && ids.length > 0
    return {
      gates: gateway.sites.all.map(({ policy, gate }) => {
        const last = lastSent.get(policy)
        const refusals = isAsked ? ids.flatMap((id) => gate.refusal(id) ?? []) : []
        const max = ids === undefined || isAsked ? askedRefusals : pushedRefusals
        let count = 0
        for (const refusal of gate.refusals()) {
          if (count++ === 0) lastSent.set(policy, refusal.id)
          if (count > max || (ids?.length === 0 && refusal.id === last)) break
          refusals.push(refusal)
        }
        return { policy, counts: gate.counts(), stats: gate.stats(), refusals, edge: gate.counters.edge() }
      }),
      repeated: gateway.repeatedChecks(),
      connections: gateway.connections(),
      ...(gateway.front !== undefined && { front: gateway.front() }),
      process: readProcess(),
    }
  }

  async function handle(message: PrimaryMessage): Promise<void> {
    switch (message.kind) {
      case 'report':
        return send({
          kind: 'report',
          id: message.id,
          report: report(message.ids.length > 0 ? message.ids : undefined),
        })
      case 'reload':
        await gateway.reload()
        return send({ kind: 'done', id: message.id })
      case 'amend':
        await gateOf(message.policy)?.amend(message.additions)
        return send({ kind: 'done', id: message.id })
      case 'reset':
        await gateOf(message.policy)?.counters.reset(message.subject)
        return send({ kind: 'done', id: message.id })
      case 'block':
        await gateOf(message.policy)?.counters.block(message.subject, message.forMs)
        return send({ kind: 'done', id: message.id })
      case 'mark':
        gateway.probes.adopt(message.mark)
        return send({ kind: 'done', id: message.id })
      case 'render': {
        const reply = gateway.findReply(message.replyId, message.accept)
        return send({ kind: 'rendered', id: message.id, ...(reply !== undefined && { reply }) })
      }
      case 'rendered':
        questions.answer(message.id, message.reply)
        return
      case 'stop':
        clearInterval(timer)
        await gateway.stop()
        await send({ kind: 'report', report: report([]) })
        end()
    }
  }

  function gateOf(policy: string): GatewayProcess['sites']['all'][number]['gate'] | undefined {
    return gateway.sites.all.find((site) => site.policy === policy)?.gate
  }

  receive = (message) => {
    handle(message).catch((error: unknown) =>
      given.logger?.warn({ error: String(error) }, `a worker could not ${message.kind}`),
    )
  }
  for (const message of waiting.splice(0)) receive(message)
  await send({ kind: 'ready', addresses: gateway.addresses })
  await ended
}

/** Probes whose records the primary receives too. */
function reportProbes(probes: Probes): Probes {
  return {
    ...probes,
    record: (mark, ...about) => {
      probes.record(mark, ...about)
      const record = probes.find(mark)?.at(-1)
      if (record !== undefined) void send({ kind: 'probed', mark, record })
    },
  }
}

function send(message: WorkerMessage): Promise<void> {
  return new Promise((resolve) => {
    if (process.connected) process.send!(message, undefined, undefined, () => resolve())
    else resolve()
  })
}
