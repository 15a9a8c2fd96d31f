import type { Guard } from '@tidegate/model'
import type { Decision, RuleRef } from '../decision.ts'
import type { GateRequest } from '../request.ts'

/** How often one rule was in force and applied. */
export interface RuleCoverage {
  readonly rule: RuleRef
  readonly shadow: boolean
  /** Number of requests for which every guard was true. */
  readonly inForce: number
  /** Number of requests that it refused or would have refused (`block`, `allow only`), lifted limits for (`exempt`) or counted (`limit`). */
  readonly held: number
  /** For a limit, the number of requests that it did not admit. */
  readonly refused?: number
}

/** How often one test in a condition was true and false. */
export interface ConditionCoverage {
  /** The test as text: `bot in search`. */
  readonly text: string
  /** Position of the test: in the rule's own condition, in one of its guards, or in `costing`. */
  readonly source: 'condition' | 'costing' | Exclude<Guard['source'], 'bots-on-robots-txt'>
  readonly file: string
  readonly line: number
  readonly held: number
  readonly failed: number
}

/** Which parts of a policy a set of requests has exercised. */
export interface CoverageReport {
  readonly requests: number
  /** Coverage of rules, in the order of the model. */
  readonly rules: readonly RuleCoverage[]
  /** Coverage of every test, once for each position where it is written, in the order of files and lines. */
  readonly conditions: readonly ConditionCoverage[]
  /** Number of possible events: each rule applies, each limit refuses, each test is true and is false. */
  readonly points: number
  /** Number of those events that occurred. */
  readonly covered: number
}

/** Collects coverage from requests and their decisions. */
export interface Coverage {
  /** Adds a request that was decided at `wallMs` (milliseconds since 1970). */
  readonly cover: (request: GateRequest, wallMs: number, decision: Decision) => void
  readonly report: () => CoverageReport
}
