import type { IpSet, Token, WindowSpec } from '@tidegate/values'

/** What a dimension is about: facts are known by their declared names, so that two models share a dimension. */
export type DimensionAbout =
  | { readonly kind: 'time' }
  /** `ip`, `peer`, or a fact of type `ip`. */
  | { readonly kind: 'address'; readonly of: AddressName }
  | { readonly kind: 'text'; readonly of: TextName }
  | { readonly kind: 'number'; readonly fact: string }
  | { readonly kind: 'flag'; readonly fact: string }
  /** Which addresses of the request a set of prefixes that comes with it holds. */
  | { readonly kind: 'ips'; readonly fact: string }
  /** Whether two texts of the request are equal, each known by how it is read. */
  | { readonly kind: 'same'; readonly texts: readonly [SameText, SameText] }

/** A text that is compared with another one; `of` is where it comes from, if it is no `bot`. */
export interface SameText {
  readonly label: string
  readonly of?: TextName
}

export type AddressName =
  | { readonly kind: 'ip' }
  | { readonly kind: 'peer' }
  | { readonly kind: 'fact'; readonly fact: string }

/** `target` stands for the path too: a target's path is what stands before its `?`. */
export type TextName =
  | { readonly kind: 'target' | 'method' | 'host' | 'agent' | 'user' }
  | { readonly kind: 'header' | 'query' | 'cookie'; readonly name: string }
  | { readonly kind: 'fact' | 'fact-list'; readonly fact: string }

/**
 * Which part of a target an atom looks at, and whether as paths are compared by default: without case and trailing slash. `whole`:
 * the text as it is on the dimension, where `?` at the beginning marks what CONNECT names.
 */
export interface PathReading {
  readonly part: 'path' | 'target' | 'whole'
  readonly folded: boolean
}

/** The simplest things that can be asked on a dimension. */
export type Atom =
  /** `key` stands for the set's content. */
  | { readonly kind: 'addresses'; readonly key: string; readonly set: IpSet }
  /** What a test of the time gives: `open` or not; `inDoubt` where the clock cannot be believed. */
  | { readonly kind: 'window'; readonly spec: WindowSpec; readonly open: boolean; readonly inDoubt: boolean }
  /** The agent holds one of the tokens. */
  | { readonly kind: 'tokens'; readonly tokens: readonly Token[] }
  /** The path or target matches one of the patterns. */
  | { readonly kind: 'patterns'; readonly patterns: readonly string[]; readonly reading: PathReading }
  | { readonly kind: 'values'; readonly values: readonly string[]; readonly reading?: PathReading }
  | {
      readonly kind: 'match'
      readonly operator: 'contains' | 'starts-with' | 'ends-with'
      readonly value: string
      readonly reading?: PathReading
    }
  | { readonly kind: 'present' }
  | { readonly kind: 'not-empty'; readonly reading?: PathReading }
  | { readonly kind: 'compare'; readonly operator: '==' | '<' | '<=' | '>' | '>='; readonly value: number }
  /** A flag that is true; texts that are the same. */
  | { readonly kind: 'true' }
  /** The set of prefixes holds this address of the request. */
  | { readonly kind: 'holds'; readonly of: AddressName }

/** A text that is the same for the same thing. */
export function contentKey(value: DimensionAbout | Atom | AddressName | TextName): string {
  return JSON.stringify(value, (name, part: unknown) => (name === 'set' ? undefined : part))
}
