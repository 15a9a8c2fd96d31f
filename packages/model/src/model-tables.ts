import type { IpSet, WindowSpec } from '@tidegate/values'
import type { FactType } from './fact-type.ts'

/** What the conditions of a model refer to by index. */
export interface ModelTables {
  /** False: paths ignore ASCII case and one trailing slash. */
  readonly pathsMatchExactly: boolean
  readonly facts: readonly FactSpec[]
  readonly addressSets: readonly AddressSetModel[]
  readonly botSets: readonly BotSetModel[]
  readonly pathSets: readonly PathSetModel[]
  readonly windows: readonly WindowModel[]
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
