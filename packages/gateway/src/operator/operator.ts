import type { CounterStats, CounterSubject, KeyText, LimitStanding, Refusal, RuleRef } from '@tidegate/engine'
import type { Diagnostic } from '@tidegate/model'

export type { KeyText } from '@tidegate/engine'

/**
 * What operators see of a running gateway, and what they change in it. The admin listener's JSON, the commands `why`, `counters` and `tighten`, and the
 * operator's page have no other source. Every text that a client or a policy supplied is as it was received: escape it where it is shown.
 */
export interface Operator {
  readonly status: () => GatewayStatus
  /** The rules of all policies, or of one site, with what they did since the gateway started; rules that refused most come first. */
  readonly rules: (site?: string) => readonly RuleCount[]
  /** The newest refusals that match, newest first. At most `keptRefusals` of each gate are remembered. */
  readonly refusals: (query?: RefusalQuery) => readonly SiteRefusal[]
  /** Explains a refusal by the id on the refusal page, in constant time; `id` may have what people paste around it. */
  readonly why: (id: string) => WhyAnswer
  readonly counters: OperatorCounters
  readonly tightenings: OperatorTightenings
  /** The lists of addresses and the files of all policies, or of one site. */
  readonly lists: (site?: string) => readonly ListStatus[]
  /** The newest reloads, newest first. */
  readonly reloads: () => readonly ReloadRecord[]
  /** The newest changes that operators made, newest first. */
  readonly changes: () => readonly OperatorChange[]
  /** Reads all policies again. */
  readonly reload: (actor: Actor) => Promise<OperatorResult<readonly ReloadRecord[]>>
  /**
   * Calls `listener` after something changed: at most once per second for each topic. Returns the function that ends this. The answers above are
   * current whenever they are asked.
   */
  readonly subscribe: (listener: (topic: OperatorTopic) => void) => () => void
}

/** What changed: decisions were made that refuse, a policy was reloaded, an operator changed something, or the gateway's state did. */
export type OperatorTopic = 'refusals' | 'reloads' | 'changes' | 'status'

/** Who makes a change. */
export interface Actor {
  /** Name of the token, or `local` for a program of this machine without one. */
  readonly name: string
  /** Address of the peer; absent on a Unix socket. */
  readonly peer?: string
  /** How the change was made; default `api`. `time`: the end of a tightening. */
  readonly via?: 'command' | 'page' | 'api' | 'time'
}

/** The result of what an operator asked for. */
export type OperatorResult<Value> =
  | { readonly kind: 'done'; readonly value: Value }
  | { readonly kind: 'problem'; readonly problem: OperatorProblem }

/** Kinds of problems, for programs. */
export type ProblemCode =
  | 'unknown-site'
  | 'several-sites'
  | 'unknown-limit'
  | 'not-counted'
  | 'invalid'
  | 'loosens'
  | 'policy'
  | 'full'
  | 'not-found'
  | 'not-allowed'
  | 'store'

/** Why something could not be done: nothing was changed. */
export interface OperatorProblem {
  readonly code: ProblemCode
  readonly message: string
  /** What to do. */
  readonly help?: string
  /** The errors in a statement, with their places in it. */
  readonly diagnostics?: readonly Diagnostic[]
  /** These errors as text, with excerpts of the statement. */
  readonly text?: string
}

/** A site by name, and its policy. */
export interface SiteName {
  /** The name of the policy, or the name of its file without extension; followed by a number if several are equal. */
  readonly site: string
  /** Path of the policy, as configured. */
  readonly file: string
  /** The hosts for which it decides; empty: for all others. */
  readonly hosts: readonly string[]
}

/** Whether the gateway works, and the state of its sites. */
export interface GatewayStatus {
  readonly ready: boolean
  /** Wall-clock time at which the gateway started, in milliseconds since 1970, as all times here. */
  readonly startedAtMs: number
  readonly nowMs: number
  readonly sites: readonly SiteStatus[]
}

/** The policy of a site and what it did. */
export interface SiteStatus extends SiteName {
  readonly fingerprint: string
  readonly loadedAtMs: number
  /** The last reload, if it failed: the policy that was loaded before is still in force. */
  readonly problem?: { readonly atMs: number; readonly message: string }
  readonly mode: 'enforce' | 'observe'
  readonly decisions: { readonly pass: number; readonly block: number; readonly limit: number }
  readonly reloads: number
  readonly failedReloads: number
  readonly counters: CounterStats
  readonly store: StoreStatus
}

/** Where counts are kept, and whether that is available. */
export interface StoreStatus {
  readonly kind: 'memory' | 'shared'
  readonly up: boolean
  /** When it became unavailable. */
  readonly sinceMs?: number
  readonly message?: string
}

/** What one rule did. */
export interface RuleCount {
  readonly site: string
  readonly rule: RuleRef
  readonly shadow: boolean
  /** Requests to which the rule applied, whether or not it decided. */
  readonly applied: number
  readonly refused: number
  /** Of these, about how many came from addresses that had been admitted shortly before: of a `block`, these may be people. */
  readonly refusedKnown: number
  /** Requests that it would have refused: shadow rules, and `observe` mode. */
  readonly wouldRefuse: number
  /** For a limit: requests within it, and those of them after which less than a fifth was left. */
  readonly admitted?: number
  readonly near?: number
  /** Time of the newest refusal by this rule, if it is among the newest 1,000 of its site. */
  readonly lastAtMs?: number
  /** For a rule that an operator added: which tightening. */
  readonly tightening?: string
}

/** Which refusals are asked for; those that match all of what is given. */
export interface RefusalQuery {
  readonly site?: string
  /** An address, or a network such as `203.0.113.0/24`. */
  readonly ip?: string
  readonly user?: string
  /** Name or id of a rule, or `file:line`. */
  readonly rule?: string
  /** Only those before this id, for the next page. */
  readonly before?: string
  /** Default 50, at most 1,000. */
  readonly max?: number
}

/** A refusal, and where it happened. */
export interface SiteRefusal extends Refusal {
  readonly site: string
}

/** The answer to "why was I refused?". */
export type WhyAnswer =
  | { readonly kind: 'found'; readonly refusal: ExplainedRefusal }
  /** There is no such refusal, or newer ones have replaced it. */
  | { readonly kind: 'unknown'; readonly id: string; readonly remembered: number; readonly oldestAtMs?: number }
  /** Several ids differ only in upper and lower case. */
  | { readonly kind: 'several'; readonly ids: readonly string[] }
  /** The text cannot be an id. */
  | { readonly kind: 'not-an-id'; readonly text: string }

/** A refusal with what led to it, and what to do about it. */
export interface ExplainedRefusal extends SiteRefusal {
  /** Whether the rule is in the policy that is in force now. Absent if no rule refused. */
  readonly ruleInForce?: boolean
  /** Present if an operator's block refused, and not the count of the limit. */
  readonly operatorBlock?: OperatorBlock
  /** Present if an operator added the rule. */
  readonly tightening?: Tightening
  /** What to look at, in one sentence. */
  readonly advice: string
  /** How to except this client, as statements for the policy, the narrowest first; empty if no statement would. */
  readonly exceptions: readonly Exception[]
}

/** A change of the policy that would admit a refused client. */
export interface Exception {
  /** What it does, in words. */
  readonly what: string
  /** A statement to add, or the rule as it has to be written. */
  readonly policy: string
  readonly kind: 'add' | 'replace'
  /** For `replace`: where the rule is. */
  readonly at?: { readonly file: string; readonly line: number }
}

/**
 * Whose counters are meant. A limit is meant if all parts of its key are given: `ip` alone means limits `per ip`. `limit` restricts them to one; a limit `in
 * total` is only meant if it is named.
 */
export interface Subject extends CounterSubject {
  readonly site?: string
}

/** The counters of all sites. */
export interface OperatorCounters {
  /**
   * Subjects that were refused by a limit, or had less than a fifth left, newest first; at most 1,000 of each gate are remembered. If blocks or a subject are
   * asked for, also those that an operator blocked and that have sent no request since.
   */
  readonly list: (query?: CounterQuery) => readonly CounterState[]
  /** The present state of a subject's counters, read and not charged. */
  readonly show: (subject: Subject) => Promise<OperatorResult<readonly CounterState[]>>
  /** Sets a subject's counters to zero, and ends its blocks. */
  readonly reset: (subject: Subject, actor: Actor) => Promise<OperatorResult<CounterChange>>
  /** Refuses a subject by its limits for a time, whatever their counts are. */
  readonly block: (subject: Subject, forMs: number, actor: Actor) => Promise<OperatorResult<CounterChange>>
  /** Ends blocks: after those that operators made the counts stay; limits that had begun one (`then block for`) count from zero. */
  readonly unblock: (subject: Subject, actor: Actor) => Promise<OperatorResult<CounterChange>>
  /** The blocks that operators made and that have not ended. */
  readonly blocks: () => readonly OperatorBlock[]
}

/** Which subjects are asked for: those that match all of what is given. */
export interface CounterQuery extends Subject {
  /** Only subjects that an operator or a limit (`then block for`) blocked. */
  readonly blocked?: boolean
  /** Default 100, at most 1,000. */
  readonly max?: number
}

/** One limit of one subject. */
export interface CounterState {
  readonly site: string
  readonly limit: LimitStanding
  readonly key: readonly KeyText[]
  /** When this state was seen, or, for a state that was asked for, now. */
  readonly atMs: number
  /** Present for a shadow limit, which refuses no request. */
  readonly shadow?: true
  readonly block?: OperatorBlock
}

/** A block of one counter, and who made it. */
export interface OperatorBlock {
  readonly site: string
  readonly limit: RuleRef
  readonly key: readonly KeyText[]
  readonly sinceMs: number
  readonly untilMs: number
  /** Name of the actor. */
  readonly by: string
}

/** What a change of counters did. */
export interface CounterChange {
  readonly before: readonly CounterState[]
  readonly after: readonly CounterState[]
}

/** The temporary rules of operators. */
export interface OperatorTightenings {
  readonly list: () => readonly Tightening[]
  /** Adds a statement that refuses more to a running policy: checked with the policy's names in scope. */
  readonly add: (request: TightenRequest, actor: Actor) => Promise<OperatorResult<Tightening>>
  readonly undo: (id: string, actor: Actor) => Promise<OperatorResult<Tightening>>
}

/** What is to be added to a policy. */
export interface TightenRequest {
  /** A `block`, `allow only` or `limit` statement. */
  readonly statement: string
  /** At least a second, at most 30 days. */
  readonly forMs: number
  readonly site?: string
}

/** A temporary rule that an operator added. */
export interface Tightening {
  readonly id: string
  readonly site: string
  readonly statement: string
  readonly sinceMs: number
  readonly untilMs: number
  readonly by: string
  /** Why it is not in force: the policy was reloaded, and the statement no longer compiles with it. */
  readonly problem?: string
}

/** A named list of addresses, or a file of the policy. */
export interface ListStatus {
  readonly site: string
  /** The name of the list in the policy, or the name of the file. */
  readonly list: string
  readonly kind: 'list' | 'file'
  /** Number of ranges of addresses, after neighbours were joined; only for lists. */
  readonly entries?: number
  /** When the list last changed, as this gateway has seen it; when the file was last written. */
  readonly updatedAtMs?: number
}

/** A reload, or the first load, of a policy. */
export interface ReloadRecord {
  readonly site: string
  readonly atMs: number
  readonly outcome: 'loaded' | 'replaced' | 'unchanged' | 'refused'
  readonly fingerprint: string
  readonly message?: string
  readonly limitsKept: number
  readonly limitsNew: number
  readonly added: readonly RuleRef[]
  readonly removed: readonly RuleRef[]
}

/** A change that an operator made, as it is also written to the log. */
export interface OperatorChange {
  readonly atMs: number
  readonly by: string
  readonly peer?: string
  readonly via: NonNullable<Actor['via']>
  readonly action: 'reset' | 'block' | 'unblock' | 'tighten' | 'undo-tightening' | 'tightening-ended' | 'reload'
  readonly site: string
  /** What was changed, in words. */
  readonly what: string
  readonly before: string
  readonly after: string
}
