import type { CounterStats, RuleRef } from '@tidegate/engine'
import type { OperatorCounters } from './counter-operations.ts'
import type { Actor, OperatorResult } from './operator-result.ts'
import type { RefusalQuery, SiteRefusal, WhyAnswer } from './refusal-answers.ts'
import type { OperatorTightenings } from './tightening.ts'

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
  readonly action:
    | 'reset'
    | 'block'
    | 'unblock'
    | 'export'
    | 'tighten'
    | 'undo-tightening'
    | 'tightening-ended'
    | 'reload'
  readonly site: string
  /** What was changed, in words. */
  readonly what: string
  readonly before: string
  readonly after: string
}
