import type { Condition } from './condition.ts'
import type { LogLevel } from './log-level.ts'
import type { ModelTables } from './model-tables.ts'
import type { Place } from './source.ts'
import type { TextSubject } from './subjects.ts'

/**
 * A checked policy: names resolved, imports and includes merged, list files read, guards written out behind each rule.
 * Plain data (JSON and typed arrays). The engine compiles it into a plan; the naive interpreter evaluates it as it is.
 *
 * INVARIANT: evaluating a Model is total. Every index below is in range, every window has a valid zone, every pattern parses.
 */
export interface Model extends ModelTables {
  readonly version: 2
  readonly name?: string
  readonly clientIp?: ClientIp
  /** In the order of their normalised text, so that the order of statements cannot show. */
  readonly rules: readonly Rule[]
  /** Plugins named by `use`. */
  readonly plugins: readonly string[]
  /** Files that the policy was made from, the root first: what a watcher watches. */
  readonly files: readonly ModelFile[]
  /** Digest of the meaning: formatting, comments, order and names of files do not change it. 32 hexadecimal digits. */
  readonly fingerprint: string
}

export interface ModelFile {
  /** Relative to the root folder. */
  readonly file: string
  readonly role: 'policy' | 'include' | 'list' | 'import'
}

/** How the client address is found. Without it, the peer is the client. */
export interface ClientIp {
  /** Lower case: `x-forwarded-for`, `forwarded`, or a header that holds one address. */
  readonly header: string
  /** Index in `addressSets`: peers and hops that are believed. */
  readonly trusting: number
}

/** Why a rule is in force: each must hold. Several because `explain` names the one that does not. */
export interface Guard {
  /** Where it was written. `unless` conditions are stored negated: every guard's condition must hold. */
  readonly source: 'where' | 'when' | 'unless' | 'during' | 'bots-on-robots-txt'
  readonly condition: Condition
  /** The condition as the formatter writes it (of `unless`, not negated). */
  readonly text: string
  readonly place: Place
}

export type Rule = BlockRule | AllowOnlyRule | LimitRule | ExemptRule

export interface RuleCommon {
  /** Digest of the normalised text; equal rules are one rule. 32 hexadecimal digits. */
  readonly id: string
  readonly name?: string
  readonly shadow: boolean
  readonly guards: readonly Guard[]
  readonly place: Place
  /** The rule as the formatter writes it on one line, with its own clauses. */
  readonly text: string
  readonly reply?: { readonly status: number; readonly text?: string }
  readonly log?: LogLevel
}

export interface BlockRule extends RuleCommon {
  readonly kind: 'block'
  readonly condition: Condition
}

export interface AllowOnlyRule extends RuleCommon {
  readonly kind: 'allow-only'
  readonly condition: Condition
}

export interface LimitRule extends RuleCommon {
  readonly kind: 'limit'
  readonly count: number
  readonly periodMs: number
  /** Empty for `in total`. In a canonical order. */
  readonly key: readonly KeyPart[]
  /** Token bucket (GCRA) of this depth; absent: no stretch of `periodMs` ever admits more than `count`. */
  readonly burst?: number
  readonly includingRefused: boolean
  /** Charged after the reply, and only for these statuses. */
  readonly countingReplies?: readonly number[]
  /** Index into the model's `rules`: the limit that does not apply while this one is in force and enforced. */
  readonly replaces?: number
  /** The name, else a digest of key, period, algorithm and normalised condition: changing `count` keeps it. */
  readonly identity: string
}

export type KeyPart =
  /** IPv4 by `v4` bits, IPv6 by `v6` bits: `per ip` is 32 and 64, `per ip exact` 32 and 128. */
  | { readonly kind: 'ip'; readonly v4: number; readonly v6: number }
  | { readonly kind: 'text'; readonly subject: TextSubject }
  /** A fact of type `number`, `flag` or `ip`; index in `facts`. */
  | { readonly kind: 'fact'; readonly fact: number }

export interface ExemptRule extends RuleCommon {
  readonly kind: 'exempt'
  readonly condition: Condition
  /** Indices into the model's `rules` of the limits that it lifts: names and scopes resolved. */
  readonly lifts: readonly number[]
}
