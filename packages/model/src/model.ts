import type { IpSet, WindowSpec } from '@tidegate/values'
import type { Condition } from './condition.ts'
import type { FactType } from './fact-type.ts'
import type { LogLevel } from './log-level.ts'
import type { Place } from './source.ts'
import type { TextSubject } from './subjects.ts'

/**
 * A checked policy: names resolved, imports and includes merged, list files read, guards written out behind each rule.
 * Plain data (JSON and typed arrays). The engine compiles it into a plan; the naive interpreter evaluates it as it is.
 *
 * INVARIANT: evaluating a Model is total. Every index below is in range, every window has a valid zone, every pattern parses.
 */
export interface Model {
  readonly version: 2
  readonly name?: string
  readonly clientIp?: ClientIp
  /** False: paths ignore ASCII case and one trailing slash. */
  readonly pathsMatchExactly: boolean
  readonly facts: readonly FactSpec[]
  readonly addressSets: readonly AddressSetModel[]
  readonly botSets: readonly BotSetModel[]
  readonly pathSets: readonly PathSetModel[]
  readonly windows: readonly WindowModel[]
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

export interface FactSpec {
  readonly name: string
  readonly type: FactType
  readonly presence: 'optional' | 'required' | 'with-user'
  /** The plugin that supplies the fact; absent for facts that the host supplies. */
  readonly plugin?: string
}

export interface AddressSetModel {
  /** Absent for a set that was written in place. */
  readonly name?: string
  readonly set: IpSet
}

/**
 * An agent is in the set when it holds a token of `terms` (or is in a set among them) and none of `except`, and, where
 * `from` is given, the client address lies in that address set.
 */
export interface BotSetModel {
  readonly name?: string
  readonly terms: readonly BotTerm[]
  readonly except: readonly BotTerm[]
  /** Index in `addressSets`. */
  readonly from?: number
}

export type BotTerm =
  /** Lower case; a substring of the user agent, with `word` only where no letter or digit stands beside it. */
  | { readonly kind: 'token'; readonly text: string; readonly word: boolean }
  /** Index in `botSets`; smaller than the index of the set that names it, so there are no cycles. */
  | { readonly kind: 'set'; readonly set: number }

/** A path is in the set when a pattern of `include` matches it and none of `except`. */
export interface PathSetModel {
  readonly name?: string
  readonly include: readonly string[]
  readonly except: readonly string[]
}

export interface WindowModel {
  readonly name?: string
  readonly spec: WindowSpec
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
