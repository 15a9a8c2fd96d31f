import type { IpAddress } from '@tidegate/values'

/** What a line of Tidegate's decision log says in addition to what lines of access logs say. */
export type LoggedEvent = LoggedDecision | LoggedSettlement | LoggedChange | LoggedPolicy | LoggedGap

/** What every line about a gate says. */
interface EventOfGate {
  /** The random id of the gate, to which counters belong. */
  readonly gate: string
  /** The wall clock in milliseconds since 1970, as windows saw it. */
  readonly atMs: number
  /** The clock of the gate's counters, in milliseconds. */
  readonly clockMs: number
}

/** A decision, and everything that it was made by. */
export interface LoggedDecision extends EventOfGate {
  readonly kind: 'decision'
  readonly id: string
  /** Fingerprint of the policy that decided. */
  readonly fingerprint: string
  readonly policyName: string | undefined
  /** The client address; undefined if it was unknown. */
  readonly client: IpAddress | undefined
  readonly peer: IpAddress | undefined
  /** Alternating names and values of all header fields in the line, with Host and User-Agent. */
  readonly headers: readonly string[]
  readonly user: string | undefined
  /** Facts by name; `null` is one that could not be determined. */
  readonly facts: Readonly<Record<string, unknown>>
  readonly hasCutHeaders: boolean
  readonly result: LoggedResult
  /** The share of such decisions that is logged, above 0 and at most 1. */
  readonly sampled: number
  /** JSON Pointers of what is hidden. */
  readonly masked: readonly string[]
  /** The id of the decision that admitted the same request before. */
  readonly earlier: string | undefined
}

/** What was decided. */
export interface LoggedResult {
  readonly outcome: 'pass' | 'block' | 'limit'
  readonly reason: string
  readonly status: number
  readonly enforced: boolean
  readonly rule:
    | { readonly id: string; readonly name?: string; readonly file: string; readonly line: number }
    | undefined
}

/** The status of a reply for which some limit waited. */
export interface LoggedSettlement extends EventOfGate {
  readonly kind: 'settled'
  readonly id: string
  /** Undefined if the client left before a reply was sent. */
  readonly status: number | undefined
}

/** What an operator did to the counters of a subject. */
export interface LoggedChange extends EventOfGate {
  readonly kind: 'operator'
  readonly action: 'reset' | 'block'
  readonly subject: {
    readonly ip?: string
    readonly user?: string
    readonly key?: Readonly<Record<string, string>>
    readonly limit?: string
  }
  /** Milliseconds of a block; 0 ends the blocks of the subject. */
  readonly forMs: number
  /** JSON Pointers of what is hidden. */
  readonly masked: readonly string[]
}

/** Which policy is in force from here on, and what the lines of its gate contain. */
export interface LoggedPolicy extends EventOfGate {
  readonly kind: 'policy'
  readonly event: 'opened' | 'reload' | 'continued' | 'closed'
  readonly fingerprint: string
  /** Names of the header fields that lines contain if the request does, in lower case. */
  readonly headers: readonly string[]
  /** Names of the facts that the policy declares. */
  readonly facts: readonly string[]
  /** The share of decisions that is logged, by outcome. */
  readonly sample: Readonly<Record<LoggedResult['outcome'], number>>
  /** What operators have added to the policy: the names and texts of statements. */
  readonly additions: readonly { readonly file: string; readonly text: string }[]
  /** Whether the counters are in a store that other processes may share. */
  readonly hasStore: boolean
}

/** Lines that are missing here. */
export interface LoggedGap {
  readonly kind: 'gap'
  readonly count: number
}
