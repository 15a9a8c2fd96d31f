import type { Awaitable, CounterStats } from '../counters/store.ts'
import type { Decision } from '../decision.ts'
import type { GateEvents, ReloadReport } from '../events/gate-events.ts'
import type { Explanation } from '../explain/explanation.ts'
import type { Plan } from '../plan/plan.ts'
import type { PluginFactStats } from '../plugins/plugin-facts.ts'
import type { GateRequest } from '../request.ts'
import type { GateCounters } from './gate-counters.ts'
import type { GateCounts } from './gate-counts.ts'
import type { Refusal } from './refusals.ts'

/** What is known about a request when it ends. */
export interface RequestEnd {
  /** Status of the reply; absent if the client left before a reply was sent. */
  readonly status?: number
}

/** A decision, and a function to report the end of the request. */
export interface Admission {
  readonly decision: Decision
  /** Whether a limit depends on the status of the reply. If false, `settle` does nothing and need not be called. */
  readonly awaitsReply: boolean
  /**
   * Reports the end of the request; only the first call counts. If `awaitsReply`, adapters MUST call `settle` as soon as the status of the reply is
   * sent, and not when the client has read the reply, because a client may delay reading. If no reply was sent, adapters MUST call it when the
   * connection closes.
   */
  readonly settle: (end: RequestEnd) => void
  /** Whether the request holds places of limits `at once`. If false, `end` does nothing and need not be called. */
  readonly awaitsEnd: boolean
  /**
   * Reports that all work on the request has ended, and gives its places back; only the first call counts. If `awaitsEnd`, adapters MUST call it,
   * however the work ends: when the reply is finished, when the handler has failed, when an upgraded connection is closed. That the client has left
   * is not the end of the work. May be called after the plan was replaced, and after the gate was closed.
   */
  readonly end: () => void
  /** What was counted, for `admit(request, earlier)`; undefined if nothing was. Only gates read it. */
  readonly counted?: unknown
}

/** Enforces one policy. Created by `createGate` from a plan or by `openPolicy` from a file. */
export interface Gate {
  /**
   * Decides a request; requires that the store and facts answer synchronously. Throws if the store returns a promise. Also throws, for every
   * request, if a registered plugin has a fact with `whileUnknown: 'wait'`, even if the policy does not use that fact: call `decideAsync` or
   * `admit` then. The request ends with the decision: limits `at once` hold its places no longer than that. Only `admit` can enforce them.
   */
  decide(request: GateRequest): Decision
  /** Decides a request, like `decide`; returns a promise only if a store or a fact is asynchronous. */
  decideAsync(request: GateRequest): Awaitable<Decision>
  /**
   * Decides a request for an adapter. If it was admitted before, for instance above a mount that shortens its URL, `earlier` is that admission: limits that it has
   * counted with the same key are not counted again, unless the policy has changed in between. If it is decided again for another principal while it is in progress,
   * `holding` is its first admission: only places at once that it holds with the same key are not taken again.
   */
  admit(request: GateRequest, earlier?: Admission, holding?: Admission): Awaitable<Admission>
  /** Explains for every rule whether it was in force, whether it held, and why. Counters are read, not charged. */
  explain(request: GateRequest): Awaitable<Explanation>
  /** Replaces the plan atomically; counters carry over by limit identity. */
  replace(plan: Plan): ReloadReport
  /**
   * Replaces the plan in parts. Between two parts the caller may let the gate decide requests; they use the present plan until the last part is
   * done. Each part takes a few milliseconds for a thousand rules.
   */
  replaceInParts(plan: Plan): Generator<void, ReloadReport>
  /** Reports to listeners and the log that a new policy cannot be used and the present one stays in force. */
  reloadFailed(failure: GateEvents['reload-failed']): void
  /** Reports to listeners and the log that a reload takes long. */
  reloadSlow(slow: GateEvents['reload-slow']): void
  /** Sends a warning for the operator to listeners and the log, at most once an hour per code and `about`. */
  warn(warning: GateEvents['warning']): void
  /**
   * Returns what is remembered of a refusal, by the id in its reply and in the log; undefined if the id is unknown or too old: the newest
   * `keptRefusals` are remembered, whatever the log shows of them. Constant time.
   */
  refusal(id: string): Refusal | undefined
  /** All refusals that are remembered, the newest first. Each is read when it is asked for. */
  refusals(): Generator<Refusal, void>
  /** The counters, for operators: subjects close to a limit; read, reset and block a subject. */
  readonly counters: GateCounters
  on<E extends keyof GateEvents>(event: E, listener: (payload: GateEvents[E]) => void): () => void
  readonly plan: Plan
  stats(): GateStats
  /**
   * What the gate has counted by rule, limit, reason and list, and the state it is in; `@tidegate/telemetry` turns it into metrics. Linear in the rules and
   * lists of the policy; counting costs a decision a few nanoseconds, and is always on.
   */
  counts(): GateCounts
  /** Ends look-ups of facts, later charges and the store that the gate has created. A request that arrives later is still decided and counted in memory. */
  close(): Promise<void>
}

/** What a gate has done since it was opened: numbers of decisions by outcome, of reloads and of failures. */
export interface GateStats {
  readonly decisions: number
  readonly pass: number
  readonly block: number
  readonly limit: number
  readonly reloads: number
  readonly failedReloads: number
  readonly listenerErrors: number
  readonly counters: CounterStats
  /** Statistics of each fact of each plugin. */
  readonly facts: readonly PluginFactStats[]
}
