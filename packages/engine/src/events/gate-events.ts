import type { Diagnostic } from '@tidegate/model'
import type { Decision } from '../decision.ts'
import type { GateRequest } from '../request.ts'

/** Payloads by event. An exception of a listener is counted and never affects a decision. */
export interface GateEvents {
  readonly decision: { readonly decision: Decision; readonly request: GateRequest }
  /** Emitted at most once a minute per subject and rule, with the number of refusals suppressed since the last such event. */
  readonly block: { readonly decision: Decision; readonly request: GateRequest; readonly suppressed: number }
  readonly limit: { readonly decision: Decision; readonly request: GateRequest; readonly suppressed: number }
  readonly 'would-block': { readonly decision: Decision; readonly request: GateRequest; readonly suppressed: number }
  readonly 'store-error': { readonly error: Error }
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
