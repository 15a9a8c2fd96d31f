import type { CounterSubject, EdgeSubject, GateCounts, GateEvents, GateStats, Refusal } from '@tidegate/engine'
import type { OpenedGate } from '@tidegate/node'
import type { Source } from '@tidegate/model'
import { type CounterPlace, endedCounts, endedStats, joinCounts, joinStats } from './join-counts.ts'
import type { GateReport } from './process-message.ts'

/** A gate of the primary, which decides no requests, as one gate with those of the workers. */
export interface JoinedGate {
  readonly gate: OpenedGate
  /** Notes the newest report of a worker. */
  readonly note: (worker: number, report: GateReport) => void
  /** Keeps what a worker has counted that has ended. */
  readonly end: (worker: number) => void
}

/** Makes changes in all workers. Never rejects: a worker that does not answer is replaced, or makes them when it does. */
export interface WorkerChanges {
  readonly amend: (additions: readonly Source[]) => Promise<void>
  readonly reset: (subject: CounterSubject) => Promise<void>
  readonly block: (subject: CounterSubject, forMs: number) => Promise<void>
}

/** How gates are joined. */
export interface JoinOptions {
  readonly place: CounterPlace
  /** Number of refusals that are remembered, as by a gate. */
  readonly keptRefusals: number
  readonly changes: WorkerChanges
}

/** Number of subjects close to a limit, as of a gate. */
const maxEdge = 1_000

/**
 * Joins a gate with those of the workers: what was counted is added up, refusals and subjects close to a limit are those of all, and changes are made in all. The policy in force is
 * that of the primary, which reads the same files.
 */
export function joinGate(own: OpenedGate, { place, keptRefusals, changes }: JoinOptions): JoinedGate {
  const reports = new Map<number, GateReport>()
  const ended: { counts: GateCounts[]; stats: GateStats[] } = { counts: [], stats: [] }
  const refusals = new Map<string, Refusal>()
  const listeners = new Map<keyof GateEvents, Set<(payload: never) => void>>()
  let refused = 0
  let wasUp = true

  function stats(): GateStats {
    return joinStats(own.stats(), [...ended.stats, ...[...reports.values()].map((each) => each.stats)], place)
  }

  function counts(): GateCounts {
    return joinCounts(own.counts(), [...ended.counts, ...[...reports.values()].map((each) => each.counts)], place)
  }

  function note(worker: number, report: GateReport): void {
    reports.set(worker, report)
    for (const refusal of report.refusals) refusals.set(refusal.id, refusal)
    // WHY not at each one more: they have to be sorted.
    if (refusals.size > keptRefusals * 1.2) for (const { id } of newest().slice(keptRefusals)) refusals.delete(id)
    const { block, limit } = stats()
    if (block + limit > refused) emit('limit', undefined as never)
    refused = block + limit
    const isUp = [...reports.values()].every((each) => each.counts.store?.isUp !== false)
    if (wasUp && !isUp) emit('store-error', { error: new Error('the store is unavailable for a worker') })
    if (!wasUp && isUp) emit('store-recovered', { awayMs: 0 })
    wasUp = isUp
  }

  function emit<E extends keyof GateEvents>(event: E, payload: GateEvents[E]): void {
    for (const listener of listeners.get(event) ?? []) (listener as (payload: GateEvents[E]) => void)(payload)
  }

  function on<E extends keyof GateEvents>(event: E, listener: (payload: GateEvents[E]) => void): () => void {
    const end = own.on(event, listener)
    const known = listeners.get(event) ?? new Set()
    listeners.set(event, known.add(listener))
    return () => {
      end()
      known.delete(listener)
    }
  }

  function newest(): readonly Refusal[] {
    return [...refusals.values()].toSorted((a, b) => b.atMs - a.atMs)
  }

  function edge(): readonly EdgeSubject[] {
    const subjects = new Map<string, EdgeSubject>()
    for (const subject of [own.counters.edge(), ...[...reports.values()].map((each) => each.edge)].flat()) {
      const key = JSON.stringify([subject.limit.rule.id, subject.key])
      const known = subjects.get(key)
      if (known === undefined || known.atMs < subject.atMs) subjects.set(key, subject)
    }
    return [...subjects.values()].toSorted((a, b) => b.atMs - a.atMs).slice(0, maxEdge)
  }

  // WHY with its property descriptors: `plan` is a getter that reflects reloads.
  const gate = Object.create(Object.prototype, Object.getOwnPropertyDescriptors(own)) as OpenedGate
  return {
    gate: Object.assign(gate, {
      stats,
      counts,
      on,
      refusal: (id: string) => refusals.get(id),
      *refusals(): Generator<Refusal, void> {
        yield* newest()
      },
      amend: async (additions: readonly Source[]) => {
        const report = await own.amend(additions)
        // WHY: a worker that compiles it again comes to the same result.
        await changes.amend(own.additions().map(({ file, text }) => ({ file, text })))
        return report
      },
      counters: {
        ...own.counters,
        edge,
        reset: async (subject: CounterSubject) => {
          await own.counters.reset(subject)
          await changes.reset(subject)
          return own.counters.read(subject)
        },
        block: async (subject: CounterSubject, forMs: number) => {
          await own.counters.block(subject, forMs)
          await changes.block(subject, forMs)
          return own.counters.read(subject)
        },
      },
    }),
    note,
    end: (worker) => {
      const report = reports.get(worker)
      reports.delete(worker)
      if (report === undefined) return
      // WHY joined: however often workers end, this is one entry.
      ended.counts = [joinEnded(ended.counts, endedCounts(report.counts), joinCounts)]
      ended.stats = [joinEnded(ended.stats, endedStats(report.stats), joinStats)]
    },
  }
}

function joinEnded<Counted>(
  earlier: readonly Counted[],
  last: Counted,
  join: (own: Counted, others: readonly Counted[], place: CounterPlace) => Counted,
): Counted {
  return join(last, earlier, 'own')
}
