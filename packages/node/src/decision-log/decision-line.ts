import type { Outcome, Reason } from '@tidegate/engine'

/** A line of the decision log: a decision, or, with a `type`, what a replay has to know in addition. */
export type LogLine = DecisionLine | SettledLine | OperatorLine | PolicyLine | GapLine

/** What every line about a gate says. */
interface LineOfGate {
  /** When, as RFC 3339 in UTC with milliseconds: by the wall clock, as windows saw it. */
  readonly timestamp: string
  /** The clock of the counters, in whole milliseconds since an arbitrary moment that is the same for all lines of a `gate`. */
  readonly clock_ms: number
  /** A random id of the gate, new each time that one is opened: counters belong to it. */
  readonly gate: string
}

/** One decision. */
export interface DecisionLine extends LineOfGate {
  /** The reference that a refused client was shown. */
  readonly decision_id: string
  readonly labels?: Readonly<Record<string, string>>
  /** The policy that decided: its name, and its fingerprint as `revision`. */
  readonly policy: { readonly name?: string; readonly revision: string }
  /** The request, as far as the policy reads it. */
  readonly input: LoggedInput
  readonly result: LoggedResult
  /** Milliseconds from the arrival at the gate to the decision. */
  readonly duration_ms: number
  /** The share of decisions with this outcome that is logged, if not all are. */
  readonly sampled?: number
  /** JSON Pointers (RFC 6901) of what is hidden in this line. */
  readonly masked?: readonly string[]
  /** The decision that admitted the same request before, such as above a mount: limits that counted it then did not count it again. */
  readonly earlier?: string
}

/** The parts of a request that were decided by. */
export interface LoggedInput {
  /** The client address as the gate determined it; absent if it is unknown. */
  readonly client_ip?: string
  /** The address of the connection, if it is not the client's. */
  readonly peer?: string
  readonly method: string
  /** The target as received. */
  readonly target: string
  /** Host, user agent and the header fields that the policy reads; of cookies, those that it reads. Several lines of a field are a list. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  /** The id of the user; absent if no user was logged in. */
  readonly user?: string
  /** The values of the facts that the policy declares; `null` is a fact that could not be determined. */
  readonly facts?: Readonly<Record<string, LoggedFact>>
  /** True if the server may have dropped header fields. */
  readonly cut_headers?: true
}

/** The value of a fact. Addresses and prefixes are texts. */
export type LoggedFact = string | number | boolean | null | readonly string[]

/** What was decided. */
export interface LoggedResult {
  readonly outcome: Outcome
  readonly reason: Reason
  readonly detail?: string
  readonly status: number
  /** False in `observe` mode: the request was admitted although this is a refusal. */
  readonly enforced: boolean
  /** The rule that refused. */
  readonly rule?: LoggedRule
  /** The limits that were checked, and their states after this decision. */
  readonly limits?: readonly LoggedLimit[]
  /** Rules with `shadow` that applied, and what they would have done. */
  readonly shadows?: readonly { readonly rule: LoggedRule; readonly would: 'block' | 'limit' | 'exempt' }[]
}

/** A rule: `id` is a digest of its text, and `at` its file and line. */
export interface LoggedRule {
  readonly id: string
  readonly name?: string
  readonly at: string
}

/** The state of a limit. */
export interface LoggedLimit {
  /** The id of the rule. */
  readonly rule: string
  /** The name of the rule. */
  readonly name?: string
  readonly admitted: boolean
  /** How many requests it still admitted afterwards. */
  readonly remaining: number
  /** Milliseconds until the full quota was available again. */
  readonly reset_ms: number
  /** What the request costs; absent for the usual 1. */
  readonly places?: number
  /** Present if the limit blocked the client, because it had exceeded the limit (`then block for`) or by an operator. */
  readonly blocked?: true
}

/** The status of a reply for which some limit waited. */
export interface SettledLine extends LineOfGate {
  readonly type: 'settled'
  /** The decision that admitted the request. */
  readonly decision_id: string
  /** Absent if the client left before a reply was sent. */
  readonly status?: number
}

/** What an operator did to the counters of a subject. */
export interface OperatorLine extends LineOfGate {
  readonly type: 'operator'
  readonly version: 1
  readonly action: 'reset' | 'block'
  /** Values of the parts of keys; a limit is meant if all parts of its key are given. */
  readonly subject: {
    readonly client_ip?: string
    readonly user?: string
    /** Values of other parts, by the part as policies write it. */
    readonly key?: Readonly<Record<string, string>>
    /** Only this limit. */
    readonly limit?: string
  }
  /** Milliseconds of a block; 0 ends the blocks of the subject. Absent for `reset`. */
  readonly for_ms?: number
  /** JSON Pointers (RFC 6901) of what is hidden in this line. */
  readonly masked?: readonly string[]
}

/** Which policy is in force, and what lines contain: whenever a file is opened, and after each reload. */
export interface PolicyLine extends LineOfGate {
  readonly type: 'policy'
  readonly version: 1
  /** `opened`: the counters are empty, unless a store keeps them. `reload`: they are carried over. `continued`: a new file. */
  readonly event: 'opened' | 'reload' | 'continued' | 'closed'
  readonly labels?: Readonly<Record<string, string>>
  readonly policy: DecisionLine['policy']
  /** The statements that operators have added to it; absent if there are none. A replay leaves out those with errors, as the gate did. */
  readonly additions?: readonly { readonly file: string; readonly text: string }[]
  /** Where the counters are: in this process, or in a store that may be shared with others. */
  readonly counters: 'memory' | 'store'
  /** Header fields, cookies, query parameters and facts that the policy reads, and which lines therefore contain if the request does. */
  readonly reads: {
    readonly headers: readonly string[]
    readonly cookies: readonly string[]
    readonly queries: readonly string[]
    readonly facts: readonly string[]
  }
  /** Shares of decisions that are logged, by outcome. */
  readonly sample: Readonly<Record<Outcome, number>>
  /** `whole`, `hash`, or the lengths that addresses are cut to. */
  readonly addresses: string
}

/** Lines that are missing here, because too many waited to be written. */
export interface GapLine {
  readonly type: 'gap'
  readonly timestamp: string
  readonly count: number
}
