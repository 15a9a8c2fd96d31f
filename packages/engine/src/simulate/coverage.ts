import type { Guard } from '@tidegate/model'
import type { Decision, RuleRef } from '../decision.ts'
import type { GateRequest } from '../request.ts'

/** How often one rule had its say. */
export interface RuleCoverage {
  readonly rule: RuleRef
  readonly shadow: boolean
  /** Requests for which every guard held. */
  readonly inForce: number
  /** Requests that it refused or would have (`block`, `allow only`), lifted limits for (`exempt`) or counted (`limit`). */
  readonly held: number
  /** Of a limit: requests that it did not admit. */
  readonly refused?: number
}

/** How often one test in a condition came out either way. */
export interface ConditionCoverage {
  /** In words: `bot in search`. */
  readonly text: string
  /** Where it stands: in the rule's own condition, or in one of its guards. */
  readonly source: 'condition' | Exclude<Guard['source'], 'bots-on-robots-txt'>
  readonly file: string
  readonly line: number
  readonly held: number
  readonly failed: number
}

/** What some requests made of a policy. */
export interface CoverageReport {
  readonly requests: number
  /** In the order of the model's rules. */
  readonly rules: readonly RuleCoverage[]
  /** Every test once for each place in which it is written, in the order of files and lines. */
  readonly conditions: readonly ConditionCoverage[]
  /** Everything that can happen: each rule holds, each limit refuses, each test holds and fails. */
  readonly points: number
  /** How much of it did. */
  readonly covered: number
}

/** Watches requests and what became of them. */
export interface Coverage {
  /** Takes a request into account that was decided at `wallMs` (milliseconds since 1970). */
  readonly cover: (request: GateRequest, wallMs: number, decision: Decision) => void
  readonly report: () => CoverageReport
}
