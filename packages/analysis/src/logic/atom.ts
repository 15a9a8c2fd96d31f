import type { IpSet, Token, WindowSpec } from '@tidegate/values'

/** The subject of a dimension. Facts are identified by their declared names, so that two models share a dimension. */
export type DimensionAbout =
  | { readonly kind: 'time' }
  /** `ip`, `peer`, or a fact of type `ip`. */
  | { readonly kind: 'address'; readonly of: AddressName }
  | { readonly kind: 'text'; readonly of: TextName }
  | { readonly kind: 'number'; readonly fact: string }
  | { readonly kind: 'flag'; readonly fact: string }
  /** Which addresses of the request are in a set of prefixes that comes with it. */
  | { readonly kind: 'ips'; readonly fact: string }
  /** Whether two texts of the request are equal; each is identified by how it is read. */
  | { readonly kind: 'same'; readonly texts: readonly [SameText, SameText] }

/** A text that is compared with another one; `of` is its source, absent for `bot`. */
export interface SameText {
  readonly label: string
  readonly of?: TextName
}

export type AddressName =
  | { readonly kind: 'ip' }
  | { readonly kind: 'peer' }
  | { readonly kind: 'fact'; readonly fact: string }

/** The source of a text. `target` includes the path, which is the part of the target before its `?`. */
export type TextName =
  | { readonly kind: 'target' | 'method' | 'host' | 'agent' | 'user' }
  | { readonly kind: 'header' | 'query' | 'cookie'; readonly name: string }
  | { readonly kind: 'fact' | 'fact-list'; readonly fact: string }

/**
 * The part of a target that an atom examines, and whether it is compared like paths by default: ignoring case and a trailing slash.
 * `whole`: the text of the dimension itself, in which a leading `?` marks the authority of a CONNECT request.
 */
export interface PathReading {
  readonly part: 'path' | 'target' | 'whole'
  readonly folded: boolean
}

/** The elementary questions about a dimension. */
export type Atom =
  /** `key` identifies the content of the set. */
  | { readonly kind: 'addresses'; readonly key: string; readonly set: IpSet }
  /** A test of the time: whether the window is `open` or closed. `inDoubt` is its value for an implausible clock. */
  | { readonly kind: 'window'; readonly spec: WindowSpec; readonly open: boolean; readonly inDoubt: boolean }
  /** The agent contains one of the tokens. */
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
  /** The agent is longer than the characters in which tokens are searched. */
  | { readonly kind: 'oversized' }
  | { readonly kind: 'compare'; readonly operator: '==' | '<' | '<=' | '>' | '>='; readonly value: number }
  /** A flag is true, or two texts are equal. */
  | { readonly kind: 'true' }
  /** The set of prefixes contains this address of the request. */
  | { readonly kind: 'holds'; readonly of: AddressName }

/** A key that is equal for equal content. */
export function contentKey(value: DimensionAbout | Atom | AddressName | TextName): string {
  return JSON.stringify(value, (name, part: unknown) => (name === 'set' ? undefined : part))
}
