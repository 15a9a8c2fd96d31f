import type { IpSet, WindowSpec } from '@tidegate/values'
import type { FactType } from './fact-type.ts'

/** The tables that the conditions of a model refer to by index. */
export interface ModelTables {
  /** If false, paths are compared ignoring ASCII case and one trailing slash. */
  readonly pathsMatchExactly: boolean
  readonly facts: readonly FactSpec[]
  readonly addressSets: readonly AddressSetModel[]
  readonly botSets: readonly BotSetModel[]
  readonly pathSets: readonly PathSetModel[]
  readonly windows: readonly WindowModel[]
}

/** A declared fact. */
export interface FactSpec {
  readonly name: string
  readonly type: FactType
  readonly presence: 'optional' | 'required' | 'with-user'
  /** The plugin that supplies the fact; absent if the host supplies it. */
  readonly plugin?: string
}

/** A set of addresses. */
export interface AddressSetModel {
  /** The name of the set; absent if it was written inline. */
  readonly name?: string
  readonly set: IpSet
}

/**
 * A set of bots. A request is in it if its agent contains a token of `terms` (or is in a set among them) and none of `except`, and,
 * if `from` is given, the client's address is in that address set.
 */
export interface BotSetModel {
  readonly name?: string
  readonly terms: readonly BotTerm[]
  readonly except: readonly BotTerm[]
  /** Index in `addressSets`. */
  readonly from?: number
}

/** An entry of a set of bots. */
export type BotTerm =
  /** A substring of the user agent, in lower case. With `word`, it matches only where no letter or digit is adjacent to it. */
  | { readonly kind: 'token'; readonly text: string; readonly word: boolean }
  /** Index in `botSets`; smaller than the index of the set that refers to it, so there are no cycles. */
  | { readonly kind: 'set'; readonly set: number }

/** A set of paths. A path is in it if a pattern of `include` matches and none of `except` does. */
export interface PathSetModel {
  readonly name?: string
  readonly include: readonly string[]
  readonly except: readonly string[]
}

/** A window of time; the name is absent if it was written inline. */
export interface WindowModel {
  readonly name?: string
  readonly spec: WindowSpec
}
