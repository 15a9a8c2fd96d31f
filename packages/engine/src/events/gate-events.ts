import type { Diagnostic, Facts } from '@tidegate/model'
import type { Decision } from '../decision.ts'
import type { GateRequest } from '../request.ts'

/** Payloads by event. An exception of a listener is counted and never affects a decision. */
export interface GateEvents {
  /** Every decision, in the order in which the gate made them. */
  readonly decision: DecisionReport
  /** The end of a request for whose reply some limit waited: its reply has been counted, if that limit counts it. */
  readonly settled: SettledReport
  /** An operator has reset, blocked or unblocked the counters of a subject (`gate.counters`). */
  readonly counters: CountersReport
  /** Emitted at most once a minute per subject and rule, with the number of refusals suppressed since the last such event. */
  readonly block: { readonly decision: Decision; readonly request: GateRequest; readonly suppressed: number }
  readonly limit: { readonly decision: Decision; readonly request: GateRequest; readonly suppressed: number }
  readonly 'would-block': { readonly decision: Decision; readonly request: GateRequest; readonly suppressed: number }
  readonly 'store-error': { readonly error: Error }
  /** A request tries the store, which has been unavailable for `awayMs` milliseconds. */
  readonly 'store-probe': { readonly awayMs: number }
  readonly 'store-recovered': { readonly awayMs: number }
  readonly reload: ReloadReport
  readonly 'reload-failed': { readonly message: string; readonly diagnostics: readonly Diagnostic[] }
  /** A reload has taken `forMs` milliseconds so far; it is given up after `deadlineMs`. The last valid policy stays in force meanwhile. */
  readonly 'reload-slow': { readonly forMs: number; readonly deadlineMs: number; readonly message: string }
  readonly warning: { readonly code: string; readonly about?: string; readonly message: string }
}

/** The result of replacing a gate's plan. */
export interface ReloadReport {
  readonly outcome: 'replaced' | 'unchanged' | 'refused'
  readonly fingerprint: string
  /** Limits whose counts carried over, and limits that start from zero. */
  readonly limitsKept: number
  readonly limitsNew: number
  readonly message?: string
}

/** A decision, with everything that led to it: enough to come to the same decision again. */
export interface DecisionReport {
  readonly decision: Decision
  readonly request: GateRequest
  /** The refusal that `observe` mode has replaced. */
  readonly wouldBe?: Decision
  /** The facts that it was decided by; absent if the request was refused before any rule. */
  readonly facts?: Facts
  /** The wall clock in milliseconds since 1970, as windows saw it. */
  readonly atMs: number
  /** The reading of the monotonic clock at which limits were counted, in milliseconds. */
  readonly clockMs: number
  /** Milliseconds from the arrival at the gate to the decision: look-ups of facts and answers of the store included. */
  readonly durationMs: number
  /** The id of the decision that admitted the same request before: limits that counted it then did not count it again. */
  readonly earlier?: string
}

/** The end of a request for whose reply some limit waited. */
export interface SettledReport {
  /** The id of its decision. */
  readonly id: string
  /** The status of the reply; absent if the client left before one was sent. */
  readonly status?: number
  /** The wall clock in milliseconds since 1970. */
  readonly atMs: number
  /** The reading of the monotonic clock at which it was counted, in milliseconds. */
  readonly clockMs: number
}

/** A change of counters by an operator. */
export interface CountersReport {
  readonly action: 'reset' | 'block'
  /** Whose counters: values of parts of keys, as `CounterSubject`. */
  readonly subject: {
    readonly ip?: string
    readonly user?: string
    readonly key?: Readonly<Record<string, string>>
    readonly limit?: string
  }
  /** Of a block: its length in milliseconds; 0 ends the blocks of the subject. */
  readonly forMs?: number
  /** The wall clock in milliseconds since 1970. */
  readonly atMs: number
  /** The reading of the monotonic clock at which it was made, in milliseconds. */
  readonly clockMs: number
}
