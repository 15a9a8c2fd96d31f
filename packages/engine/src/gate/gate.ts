import type { Awaitable, CounterStats } from '../counters/store.ts'
import type { Decision } from '../decision.ts'
import type { GateEvents, ReloadReport } from '../events/gate-events.ts'
import type { Explanation } from '../explain/explanation.ts'
import type { Plan } from '../plan/plan.ts'
import type { PluginFactStats } from '../plugins/plugin-facts.ts'
import type { GateRequest } from '../request.ts'

/** What became of a request. */
export interface RequestEnd {
  /** The status that the application gave; absent when the request ended without one, which counts as one of those that are counted. */
  readonly status?: number
}

/** A decision and the way to tell what became of it. */
export interface Admission {
  readonly decision: Decision
  /** A limit counts by the status of the reply. Where false, `settle` does nothing and need not be called. */
  readonly awaitsReply: boolean
  /**
   * Reports how the request ended; only the first call has an effect. Adapters MUST call it where `awaitsReply`: as soon as the status of
   * the reply is sent, not when the client has read it, which it may put off; and, where the client has left, when the handler has ended.
   */
  readonly settle: (end: RequestEnd) => void
}

/** What enforces one policy. Made by `createGate` from a plan or by `openPolicy` from a file. */
export interface Gate {
  /**
   * With a store and facts that answer at once. Throws with a store that does not, and always where a registered plugin has a fact
   * with `whileUnknown: 'wait'`, whatever the policy: such a gate is asked by `decideAsync` or `admit`.
   */
  decide(request: GateRequest): Decision
  /** A promise only when a store or a fact really waits. */
  decideAsync(request: GateRequest): Awaitable<Decision>
  /** What adapters use. */
  admit(request: GateRequest): Awaitable<Admission>
  /** Every rule: held, did not hold because …, not in force because …; counters read, not charged. */
  explain(request: GateRequest): Awaitable<Explanation>
  /** Atomic; counters carry over by limit identity. */
  replace(plan: Plan): ReloadReport
  /**
   * The same in parts: it yields where whoever drives it may let requests be decided, by the present plan until it has ended. Each part
   * takes a few milliseconds for a thousand rules.
   */
  replaceInParts(plan: Plan): Generator<void, ReloadReport>
  /** For whoever reads policies: tells listeners and the log that a new one cannot be used and the present one stays. */
  reloadFailed(failure: GateEvents['reload-failed']): void
  /** Tells listeners and the log of something that the operator should know, once an hour per code and what it is about. */
  warn(warning: GateEvents['warning']): void
  on<E extends keyof GateEvents>(event: E, listener: (payload: GateEvents[E]) => void): () => void
  readonly plan: Plan
  stats(): GateStats
  close(): Promise<void>
}

export interface GateStats {
  readonly decisions: number
  readonly pass: number
  readonly block: number
  readonly limit: number
  readonly reloads: number
  readonly failedReloads: number
  readonly listenerErrors: number
  readonly counters: CounterStats
  /** One for each fact of each plugin. */
  readonly facts: readonly PluginFactStats[]
}
