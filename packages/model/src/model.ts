import type { Condition } from './condition.ts'
import type { LimitCost } from './limit-cost.ts'
import type { LimitPeriod } from './limit-period.ts'
import type { LogLevel } from './log-level.ts'
import type { ModelTables } from './model-tables.ts'
import type { Place } from './source.ts'
import type { TextSubject } from './subjects.ts'

/**
 * A checked policy: names are resolved, imports and includes merged, list files read, guards written out for each rule. Plain data
 * (JSON and typed arrays). The engine compiles it into a plan; the reference interpreter evaluates it directly.
 *
 * INVARIANT: evaluating a model is total. Every index is in range, every window has a valid zone, and every pattern parses.
 */
export interface Model extends ModelTables {
  readonly version: 2
  readonly name?: string
  readonly clientIp?: ClientIp
  /** In the order of their normalised text, so that the order of statements has no effect. */
  readonly rules: readonly Rule[]
  /** Texts of the pages of all rules, each once, in the order of their digests; absent if no rule has a page. */
  readonly pages?: readonly PageText[]
  /** Plugins named by `use`. */
  readonly plugins: readonly string[]
  /** Files that the policy consists of, the root file first; these are the files to watch. */
  readonly files: readonly ModelFile[]
  /** Digest of the meaning, in 32 hexadecimal digits: formatting, comments, and the order and names of files do not change it. */
  readonly fingerprint: string
}

/** A file that a policy was read from. */
export interface ModelFile {
  /** The file's path relative to the root folder. */
  readonly file: string
  readonly role: 'policy' | 'include' | 'list' | 'import' | 'reply'
}

/** How the client address is determined. Without it, the peer is the client. */
export interface ClientIp {
  /** The header field in lower case: `x-forwarded-for`, `forwarded`, or a field that contains one address. */
  readonly header: string
  /** Index in `addressSets` of the set of trusted peers and hops. */
  readonly trusting: number
}

/**
 * A condition under which a rule is in force. All guards of a rule have to be true; they are separate so that `explain` can name
 * the one that is not.
 */
export interface Guard {
  /** Where the guard was written. `unless` conditions are stored negated, so that every guard's condition has to be true. */
  readonly source: 'where' | 'when' | 'unless' | 'during' | 'bots-on-robots-txt'
  readonly condition: Condition
  /** The condition as the formatter writes it (not negated for `unless`). */
  readonly text: string
  readonly place: Place
}

/** A rule of a policy. */
export type Rule = BlockRule | AllowOnlyRule | LimitRule | ExemptRule

/** What all rules have. */
export interface RuleCommon {
  /** Digest of the normalised text, in 32 hexadecimal digits; equal rules are one rule. */
  readonly id: string
  readonly name?: string
  readonly shadow: boolean
  readonly guards: readonly Guard[]
  readonly place: Place
  /** The rule as the formatter writes it on one line, with its own clauses. */
  readonly text: string
  readonly reply?: RuleReply
  readonly log?: LogLevel
}

/** How a rule answers what it refuses; at most one of `text`, `to` and `page`. */
export interface RuleReply {
  /** 400 to 599; of a redirect 302, 303 or 307. */
  readonly status: number
  readonly text?: string
  /** Of a redirect: the path or absolute URL for the field Location, in which `{reference}` stands for the id of the decision. */
  readonly to?: string
  /** The page that is the body. */
  readonly page?: ReplyPage
}

/** A page of a refusal; its text is in the model's `pages`. */
export interface ReplyPage {
  /** The file's path relative to the root folder. */
  readonly file: string
  readonly type: PageType
  /** Digest of type and text, in 32 hexadecimal digits. */
  readonly digest: string
}

/** The media type of a page, which its extension says: `.html` or `.htm`, `.txt`, `.json`, `.svg`. */
export type PageType = 'text/html' | 'text/plain' | 'application/json' | 'image/svg+xml'

/** The text of a page, with its placeholders. */
export interface PageText {
  readonly digest: string
  readonly text: string
}

/** A rule that refuses all requests for which its condition is true. */
export interface BlockRule extends RuleCommon {
  readonly kind: 'block'
  readonly condition: Condition
}

/** A rule that refuses all requests for which its condition is false. */
export interface AllowOnlyRule extends RuleCommon {
  readonly kind: 'allow-only'
  readonly condition: Condition
}

/** A rule that admits a number of requests per period and key, or at once. */
export interface LimitRule extends RuleCommon {
  readonly kind: 'limit'
  readonly count: number
  /** When places become free again. */
  readonly period: LimitPeriod
  /** Parts of the key in a canonical order; empty for `in total`. */
  readonly key: readonly KeyPart[]
  /** How many places a request takes. If absent, 1. */
  readonly cost?: LimitCost
  /** `then block for`: for how long the limit refuses all requests of a subject that has exceeded it. */
  readonly blockMs?: number
  readonly includingRefused: boolean
  /** If present, requests are counted after the reply, and only for these statuses. */
  readonly countingReplies?: readonly number[]
  /** Index in the model's `rules`: the limit that does not apply while this one is in force and enforced. */
  readonly replaces?: number
  /**
   * The limit's name or, without one, a digest of its key, period, algorithm and normalised condition. A change of `count`, `cost` or `blockMs` does
   * not change the identity.
   */
  readonly identity: string
}

/** A part of the key by which a limit counts. */
export type KeyPart =
  /** The first `v4` bits of an IPv4 address or the first `v6` bits of an IPv6 address: 32 and 64 for `per ip`, 32 and 128 for `per ip exact`. */
  | { readonly kind: 'ip'; readonly v4: number; readonly v6: number }
  | { readonly kind: 'text'; readonly subject: TextSubject }
  /** A fact of type `number`, `flag` or `ip`; index in `facts`. */
  | { readonly kind: 'fact'; readonly fact: number }

/** A rule that lifts limits for requests for which its condition is true. */
export interface ExemptRule extends RuleCommon {
  readonly kind: 'exempt'
  readonly condition: Condition
  /** Indices in the model's `rules` of the limits that the exemption lifts; names and scopes have been resolved. */
  readonly lifts: readonly number[]
}
