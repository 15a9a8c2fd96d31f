import type { Outcome, Reason, RuleRef } from '@tidegate/engine'

/** The output of `replay --json`: a stable format to which fields may be added; `schemas/replay.schema.json` describes it. */
export interface ReplayReport {
  readonly version: 1
  readonly policy: ReportedPolicy
  readonly logs: readonly ReportedLog[]
  /** False if the user interrupted the replay or a log broke off; the report then covers only the part that was read. */
  readonly complete: boolean
  /** The times of the first and the last request that was evaluated. Absent if there was none. */
  readonly from?: string
  readonly to?: string
  readonly lines: ReportedLines
  readonly outcomes: Readonly<Record<Outcome, number>>
  /** The share of all evaluated requests, from 0 to 1. */
  readonly refusedShare: number
  /** Requests that the server answered well when the log was written. */
  readonly answeredWell: ReportedAnsweredWell
  /** Who sent the requests, as far as their agents say it. */
  readonly audience: ReportedAudience
  /** All requests that were refused. */
  readonly refused: ReportedGroup
  /**
   * Every rule, in the order of files and lines, with the requests that it refused, or would have refused if it is a shadow rule.
   */
  readonly rules: readonly ReportedRule[]
  /** Requests that were refused before any rule was evaluated. */
  readonly reasons: readonly ReportedReason[]
  /** Absent if no request was evaluated. */
  readonly timeline?: ReportedTimeline
  readonly unreadable: readonly ReportedUnreadable[]
  readonly counters: { readonly subjects: number; readonly evictions: number; readonly overflows: number }
  /** What may make the result wrong as a whole, and what to do about it. */
  readonly warnings: readonly string[]
  /** Remarks on the accuracy of the result. */
  readonly notes: readonly string[]
  /** Only if there are decision logs: what they say was decided, next to what the policy decides now. */
  readonly asLogged?: ReportedLoggedDecisions
  /** Only with `--against`. */
  readonly difference?: ReportedDifference
}

/** A policy that a report is about. */
export interface ReportedPolicy {
  /** The file name that the user gave. */
  readonly file: string
  readonly name?: string
  readonly fingerprint: string
}

export interface ReportedLog {
  readonly name: string
  /** Absent if the log contained only blank lines. */
  readonly format?: string
  readonly lines: number
  /** Why the log was not read to its end, if so. */
  readonly broken?: string
}

export interface ReportedLines {
  readonly read: number
  readonly judged: number
  readonly unreadable: number
  /** Empty lines, directives, and lines of decision logs that are not decisions. */
  readonly blank: number
  /** Lines that were sorted by time. */
  readonly reordered: number
  /** Lines that came too late to be sorted; they are evaluated at the latest time so far. */
  readonly late: number
  /** Only if lines came too late: by how many milliseconds at most. `--reorder-window` of this length would have sorted all. */
  readonly lateByMs?: number
}

/** Requests that were answered with status 1xx to 3xx; in a decision log, those that it says passed. Refusing them may keep people out. */
export interface ReportedAnsweredWell {
  readonly count: number
  /** Of these, the number that the policy refuses. */
  readonly refused: number
  /** The number of requests for which the log does not say how they were answered. */
  readonly unknown: number
}

/** Who sent the requests of a log. An agent is easily forged: a program may look like a browser. */
export interface ReportedAudience {
  /** Agents that name themselves: bots, programs and monitors. */
  readonly bots: ReportedShare
  /** Agents that look like browsers; `refusedClients` is the number of addresses of those that were answered well and are refused. */
  readonly people: ReportedShare & { readonly refusedClients: { readonly count: number; readonly exact: boolean } }
  /** Requests without a `User-Agent`. */
  readonly nameless: ReportedShare
  /** Octets of replies, and of those that the policy would have saved; absent if the log does not contain them. */
  readonly bytes?: { readonly sent: number; readonly refused: number; readonly requests: number }
  /** Agents that name themselves, those with the most requests first. */
  readonly names: readonly ReportedName[]
}

/** A number of requests, and of those that the policy refuses. */
export interface ReportedShare {
  readonly count: number
  readonly refused: number
}

/** An agent that names itself. */
export interface ReportedName extends ReportedShare {
  /** The word by which it is known, in lower case. */
  readonly token: string
  readonly kind: string
}

/** Requests with a common property. */
export interface ReportedGroup {
  readonly count: number
  /** The share of all evaluated requests, from 0 to 1. */
  readonly share: number
  /** The number of distinct client addresses; if `exact` is false, it is an estimate with an error of about 2 %. */
  readonly distinctClients: { readonly count: number; readonly exact: boolean }
  /** The replies when the log was written: counts by the first digit of the status. */
  readonly statuses: Readonly<Record<StatusClass, number>>
  readonly clients: readonly ReportedHitter[]
  readonly agents: readonly ReportedHitter[]
  readonly paths: readonly ReportedHitter[]
}

/** A class of the statuses in a log; `unknown` for lines without one. */
export type StatusClass = '1xx' | '2xx' | '3xx' | '4xx' | '5xx' | 'unknown'

/** A value that many requests have, such as a user agent. */
export interface ReportedHitter {
  /** Absent for requests without a `User-Agent`. */
  readonly key?: string
  /** Never too low. */
  readonly count: number
  /** The maximum by which `count` may be too high; 0 if it is exact. */
  readonly error: number
}

/** The requests that a rule refused. */
export interface ReportedRule extends ReportedGroup {
  readonly rule: RuleRef
  /** Whether the rule only observes, and refused nothing. */
  readonly shadow: boolean
  /** The first requests that it refused. */
  readonly examples: readonly ReportedLine[]
  /** The counts per bucket of the report's timeline; absent if it refused nothing. */
  readonly timeline?: readonly number[]
}

/** The requests that were refused for a reason other than a rule. */
export interface ReportedReason extends ReportedGroup {
  readonly reason: Reason
  readonly examples: readonly ReportedLine[]
  readonly timeline?: readonly number[]
}

/** A line of a log, as an example. */
export interface ReportedLine {
  readonly log: string
  readonly line: number
  /** Absent for a line that could not be read. */
  readonly at?: string
  readonly text: string
}

/** Numbers of requests by outcome, in buckets of equal length. */
export interface ReportedTimeline {
  /** The start of the first bucket. */
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

/** How the decisions of a policy differ from those of another. */
export interface ReportedDifference {
  /** The policy to compare with, which gives the answers in `from` of every change. */
  readonly against: ReportedPolicy
  /** The number of requests with the same outcome and status. */
  readonly same: number
  readonly different: number
  /** The most frequent changes first. */
  readonly changes: readonly ReportedChange[]
}

/** How the decisions in decision logs differ from those of the policy now. */
export interface ReportedLoggedDecisions {
  readonly decisions: number
  /** The number of decisions with the same outcome and status. */
  readonly same: number
  /** Of these, the number that another rule makes now. */
  readonly byOtherRule: number
  readonly different: number
  /** The number of decisions that differ, but perhaps only because the log hides or lacks what they depend on. */
  readonly uncertain: number
  /** The number of lines that are missing, because they could not be written in time. */
  readonly missing: number
  /** The policies that decided, those with the most decisions first. */
  readonly policies: readonly { readonly name?: string; readonly fingerprint: string; readonly decisions: number }[]
  /** The most frequent changes first; `from` is as logged, `to` as the policy decides now. */
  readonly changes: readonly ReportedChange[]
}

/** Requests to which each of the two policies gives one and the same answer. */
export interface ReportedChange extends ReportedGroup {
  readonly from: ReportedAnswer
  readonly to: ReportedAnswer
  readonly examples: readonly ReportedLine[]
}

/** What a policy decides about a request. */
export interface ReportedAnswer {
  readonly outcome: Outcome
  readonly status: number
  /** Absent for `pass`, and for requests that were refused before any rule was evaluated. */
  readonly rule?: RuleRef
  readonly reason: Reason
}
