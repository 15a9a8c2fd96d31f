import type { LoggedDecision, LoggedEvent, LoggedPolicy, LoggedSettlement, LogRecord } from '@tidegate/access-logs'
import type { CounterStats, Plan } from '@tidegate/engine'
import type { Charged, PastAdmission, PastRequest, Simulation, Verdict } from '@tidegate/engine/simulate'
import type { FoundClient } from '../tally/found-client.ts'

/** Decides again what gates have decided, each with counters of its own, as the gates had. */
export interface Gates {
  /** Decides the request of a record that is a decision. */
  readonly decide: (record: LogRecord, decision: LoggedDecision) => Verdict
  /** Whether a decision was made by the policy with what operators had added to it then. */
  readonly isOwn: (decision: LoggedDecision) => boolean
  /** Takes what the log says in addition to decisions. */
  readonly note: (event: Exclude<LoggedEvent, LoggedDecision>) => void
  /** Statistics of all counters together. */
  readonly counters: () => CounterStats
  /** Number of decisions for whose replies a limit waited, and whose replies the log does not contain. */
  readonly unsettled: () => number
}

/** A gate that was open when the log was written. */
interface Gate {
  readonly simulation: Simulation
  readonly waiting: Map<string, Waiting>
  readonly counted: Map<string, Charged>
  /** Facts that its policy declared: those that a line does not contain were absent. */
  declared: Readonly<Record<string, undefined>>
  hasStore: boolean
  /** What operators had added to its policy, as JSON. */
  additions: string
}

interface Waiting {
  readonly settle: PastAdmission['settle'] & {}
  readonly verdict: Verdict
  readonly wasEnforced: boolean
}

/** How many gates are open at once, at most; of more, the one that has been silent for longest is forgotten, with its counters. */
const maxGates = 32
const maxWaiting = 100_000
const maxCounted = 1_000

/** Compiles a policy with what operators had added to it; undefined if it has errors. */
export type PlanWith = (additions: LoggedPolicy['additions']) => Plan | undefined

/** Creates gates without counts. `open` creates the simulation of one, and `planWith` compiles its policy with additions. */
export function createGates(open: () => Simulation, planWith?: PlanWith): Gates {
  const gates = new Map<string, Gate>()
  const ended: CounterStats[] = []
  let shared: Simulation | undefined
  let unsettled = 0

  function gateOf(id: string, hasStore: boolean): Gate {
    let gate = gates.get(id)
    if (gate === undefined) {
      const simulation = hasStore ? (shared ??= open()) : open()
      gate = { simulation, waiting: new Map(), counted: new Map(), declared: {}, hasStore, additions: '[]' }
      if (gates.size >= maxGates) end(gates.keys().next().value!)
    } else gates.delete(id)
    // The last one in the map is the one that was heard of last.
    gates.set(id, gate)
    return gate
  }

  function end(id: string): void {
    const gate = gates.get(id)
    if (gate === undefined) return
    gates.delete(id)
    unsettled += gate.waiting.size
    if (!gate.hasStore) ended.push(gate.simulation.counters())
  }

  function decide(record: LogRecord, decision: LoggedDecision): Verdict {
    const gate = gateOf(decision.gate, false)
    const { simulation, counted, waiting, hasStore } = gate
    const { id, atMs, clockMs, earlier } = decision
    const clocks = { atMs, clockMs: hasStore ? atMs : clockMs }
    const admission = simulation.admit(
      requestOf(record, decision, gate.declared),
      clocks,
      earlier === undefined ? undefined : counted.get(earlier),
    )
    const { verdict, settle, counted: charged } = admission
    if (charged !== undefined) keep(counted, id, charged, maxCounted)
    if (settle !== undefined) {
      if (waiting.size >= maxWaiting) unsettled++
      keep(waiting, id, { settle, verdict, wasEnforced: decision.result.enforced }, maxWaiting)
    }
    return verdict
  }

  function settled({ gate: id, id: decision, status, atMs, clockMs }: LoggedSettlement): void {
    const gate = gates.get(id)
    const waiting = gate?.waiting.get(decision)
    if (gate === undefined || waiting === undefined) return
    gate.waiting.delete(decision)
    const { settle, verdict, wasEnforced } = waiting
    // A request that is refused now was answered with the status of the refusal.
    const answered = verdict.outcome === 'pass' || !wasEnforced ? status : verdict.status
    settle(answered, gate.hasStore ? atMs : clockMs)
  }

  function policy({ gate: id, event, facts, hasStore, additions }: LoggedPolicy): void {
    if (event === 'closed') {
      end(id)
      return
    }
    const gate = gateOf(id, hasStore)
    gate.declared = Object.fromEntries(facts.map((name) => [name, undefined]))
    const text = JSON.stringify(additions)
    if (text === gate.additions) return
    gate.additions = text
    const plan = planWith?.(additions)
    if (plan !== undefined) gate.simulation.replace(plan)
  }

  function note(event: Exclude<LoggedEvent, LoggedDecision>): void {
    switch (event.kind) {
      case 'settled':
        settled(event)
        return
      case 'operator': {
        const gate = gateOf(event.gate, false)
        const { atMs, clockMs } = event
        gate.simulation.operate(event, { atMs, clockMs: gate.hasStore ? atMs : clockMs })
        return
      }
      case 'policy':
        policy(event)
        return
      case 'gap':
    }
  }

  return {
    decide,
    isOwn: ({ gate, fingerprint }) => gates.get(gate)?.simulation.fingerprint() === fingerprint,
    note,
    counters: () => {
      const open = [...gates.values()]
        .filter(({ hasStore }) => !hasStore)
        .map(({ simulation }) => simulation.counters())
      return sumOf([...ended, ...open, ...(shared === undefined ? [] : [shared.counters()])])
    },
    unsettled: () => [...gates.values()].reduce((sum, { waiting }) => sum + waiting.size, unsettled),
  }
}

/** The request that a gate decided. */
function requestOf(record: LogRecord, decision: LoggedDecision, declared: Gate['declared']): PastRequest {
  const { method, target, host, agent, headers } = record
  const { peer, user, facts, headers: fields, hasCutHeaders } = decision
  return {
    ip: record.ip,
    client: clientOf(decision),
    method,
    target,
    host,
    agent,
    headers,
    user,
    known: { fields, peer, hasCutHeaders, facts: { ...declared, ...facts } },
  }
}

/** The client of a logged decision. */
export function clientOf({ client, result: { reason } }: LoggedDecision): FoundClient & object {
  if (client !== undefined) return { kind: 'known', ip: client }
  return reason === 'client-address-unknown'
    ? { kind: 'unknown', detail: 'as logged' }
    : { kind: 'unsure', doubt: 'malformed-hop' }
}

function keep<Value>(map: Map<string, Value>, id: string, value: Value, max: number): void {
  if (map.size >= max) map.delete(map.keys().next().value!)
  map.set(id, value)
}

const none: CounterStats = { subjects: 0, capacity: 0, bytes: 0, evictions: 0, overflows: 0 }

function sumOf(stats: readonly CounterStats[]): CounterStats {
  return stats.reduce(
    (sum, each) => ({
      ...each,
      subjects: sum.subjects + each.subjects,
      capacity: sum.capacity + each.capacity,
      bytes: sum.bytes + each.bytes,
      evictions: sum.evictions + each.evictions,
      overflows: sum.overflows + each.overflows,
    }),
    none,
  )
}
