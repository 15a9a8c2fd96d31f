import type { Span } from '@tidegate/model'
import type { Name, StringLiteral } from './leaves.ts'

/** Addresses separated by commas; everything after `except` is subtracted. */
export interface AddressSet {
  readonly entries: readonly AddressEntry[]
  readonly except: readonly AddressEntry[]
  readonly span: Span
}

export type AddressEntry =
  /** An address or a CIDR as written; the checker parses it, so that it can explain what is wrong with it. */
  | { readonly kind: 'address'; readonly text: string; readonly span: Span }
  | { readonly kind: 'range'; readonly first: Name; readonly last: Name; readonly span: Span }
  /** Another list, an import's list (`r.blocked`), a fact of type `ips`, or `loopback`, `linklocal`, `private`. */
  | { readonly kind: 'name'; readonly name: Name; readonly span: Span }
  /** `file "…" [at "…"] [where "…" == "…"]` */
  | {
      readonly kind: 'file'
      readonly file: StringLiteral
      readonly at?: StringLiteral
      readonly where?: FileFilter
      readonly span: Span
    }
  /** A plugin's source: `NAME "argument"` */
  | { readonly kind: 'source'; readonly source: Name; readonly argument: StringLiteral; readonly span: Span }

/** `where "key" == "value"`, or `where "key" in "value", …`. */
export interface FileFilter {
  readonly key: StringLiteral
  /** At least one. */
  readonly values: readonly StringLiteral[]
  readonly span: Span
}

export interface BotSet {
  readonly entries: readonly BotEntry[]
  readonly except: readonly BotEntry[]
  readonly from?: AddressSet
  readonly span: Span
}

export type BotEntry =
  /** A case-insensitive substring of the user agent; with `word`, at token boundaries only. */
  | { readonly kind: 'token'; readonly text: string; readonly word: boolean; readonly span: Span }
  | { readonly kind: 'set'; readonly name: Name; readonly span: Span }
  | { readonly kind: 'catalog'; readonly category: StringLiteral; readonly span: Span }

export interface PathSet {
  readonly entries: readonly PathEntry[]
  readonly except: readonly PathEntry[]
  readonly span: Span
}

export type PathEntry =
  | { readonly kind: 'pattern'; readonly text: string; readonly span: Span }
  | { readonly kind: 'name'; readonly name: Name; readonly span: Span }

export interface TextSet {
  readonly entries: readonly TextEntry[]
  readonly except: readonly TextEntry[]
  readonly span: Span
}

export type TextEntry =
  | { readonly kind: 'text'; readonly text: string; readonly span: Span }
  /** A declaration of `texts`; after `method in`, a bare method such as `GET`; a fact of type `texts`. */
  | { readonly kind: 'name'; readonly name: Name; readonly span: Span }

export interface WindowSet {
  readonly entries: readonly WindowEntry[]
  readonly except: readonly WindowEntry[]
  readonly zone?: Name
  readonly span: Span
}

export type WindowEntry =
  /** `[dates] [days] [clock span]`, at least one of them; the parts as written, parsed by the checker. */
  | {
      readonly kind: 'span'
      /** `2026-12-24` or both ends of `2026-12-20 - 2027-01-03` */
      readonly dates?: { readonly first: Name; readonly last: Name }
      /** `mon` or both ends of `mon-fri`, lower case */
      readonly days?: { readonly first: Name; readonly last: Name }
      /** both ends of `04:00-17:00` */
      readonly clock?: { readonly from: Name; readonly to: Name }
      readonly span: Span
    }
  | { readonly kind: 'name'; readonly name: Name; readonly span: Span }
