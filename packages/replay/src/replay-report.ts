import type { Outcome, Reason, RuleRef } from '@tidegate/engine'

/** What `replay --json` prints: stable, additive; `schemas/replay.schema.json` describes it. */
export interface ReplayReport {
  readonly version: 1
  readonly policy: ReportedPolicy
  readonly logs: readonly ReportedLog[]
  /** False when the user interrupted, or a log broke off: everything below is about what was read until then. */
  readonly complete: boolean
  /** The times of the first and the last request that was judged. Absent when there was none. */
  readonly from?: string
  readonly to?: string
  readonly lines: ReportedLines
  readonly outcomes: Readonly<Record<Outcome, number>>
  /** Of all judged requests: from 0 to 1. */
  readonly refusedShare: number
  /** All that were refused. */
  readonly refused: ReportedGroup
  /** Every rule, in the order of files and lines, with the requests that it refused, or would have refused in shadow. */
  readonly rules: readonly ReportedRule[]
  /** Requests that were refused before any rule. */
  readonly reasons: readonly ReportedReason[]
  /** Absent when nothing was judged. */
  readonly timeline?: ReportedTimeline
  readonly unreadable: readonly ReportedUnreadable[]
  readonly counters: { readonly subjects: number; readonly evictions: number; readonly overflows: number }
  /** What is to be kept in mind about this result, in sentences. */
  readonly notes: readonly string[]
  /** With `--against`. */
  readonly difference?: ReportedDifference
}

export interface ReportedPolicy {
  /** As it was named. */
  readonly file: string
  readonly name?: string
  readonly fingerprint: string
}

export interface ReportedLog {
  readonly name: string
  /** Absent when it held nothing but blank lines. */
  readonly format?: string
  readonly lines: number
  /** Why it was not read to its end. */
  readonly broken?: string
}

export interface ReportedLines {
  readonly read: number
  readonly judged: number
  readonly unreadable: number
  /** Empty lines and directives. */
  readonly blank: number
  /** Put in order of time. */
  readonly reordered: number
  /** Too late for that: judged at the latest time seen. */
  readonly late: number
}

/** Requests that have something in common. */
export interface ReportedGroup {
  readonly count: number
  /** Of all judged requests: from 0 to 1. */
  readonly share: number
  /** Different client addresses; `exact` is false for an estimate, off by about 2 %. */
  readonly distinctClients: { readonly count: number; readonly exact: boolean }
  /** What was answered when the log was written: how many statuses there were by their hundreds. */
  readonly statuses: Readonly<Record<StatusClass, number>>
  readonly clients: readonly ReportedHitter[]
  readonly agents: readonly ReportedHitter[]
  readonly paths: readonly ReportedHitter[]
}

export type StatusClass = '1xx' | '2xx' | '3xx' | '4xx' | '5xx' | 'unknown'

export interface ReportedHitter {
  /** Absent for requests without a User-Agent. */
  readonly key?: string
  /** Never too low. */
  readonly count: number
  /** How much too high `count` may be; 0 is exact. */
  readonly error: number
}

export interface ReportedRule extends ReportedGroup {
  readonly rule: RuleRef
  /** Observed only: nothing was refused by it. */
  readonly shadow: boolean
  /** The first requests that it refused. */
  readonly examples: readonly ReportedLine[]
  /** In the stretches of `timeline`; absent when it refused nothing. */
  readonly timeline?: readonly number[]
}

export interface ReportedReason extends ReportedGroup {
  readonly reason: Reason
  readonly examples: readonly ReportedLine[]
  readonly timeline?: readonly number[]
}

export interface ReportedLine {
  readonly log: string
  readonly line: number
  /** Absent for a line that could not be read. */
  readonly at?: string
  readonly text: string
}

export interface ReportedTimeline {
  /** The beginning of the first stretch. */
  readonly from: string
  readonly bucketMs: number
  readonly pass: readonly number[]
  readonly block: readonly number[]
  readonly limit: readonly number[]
}

export interface ReportedUnreadable {
  readonly reason: string
  readonly count: number
  readonly examples: readonly ReportedLine[]
}

export interface ReportedDifference {
  /** The policy that the other is compared with: `from` of every change. */
  readonly against: ReportedPolicy
  /** Requests with the same outcome and status. */
  readonly same: number
  readonly different: number
  /** The most frequent first. */
  readonly changes: readonly ReportedChange[]
}

/** Requests that both policies answer in the same way, each in its own. */
export interface ReportedChange extends ReportedGroup {
  readonly from: ReportedAnswer
  readonly to: ReportedAnswer
  readonly examples: readonly ReportedLine[]
}

export interface ReportedAnswer {
  readonly outcome: Outcome
  readonly status: number
  /** Absent for `pass`, and for requests refused before any rule. */
  readonly rule?: RuleRef
  readonly reason: Reason
}
