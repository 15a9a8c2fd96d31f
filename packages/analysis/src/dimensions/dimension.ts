import type { IpSet } from '@tidegate/values'
import type { DimensionAbout } from '../logic/atom.ts'
import type { DimensionDraft } from '../logic/dimension-draft.ts'

/** A literal of one dimension. */
export interface DimensionLiteral {
  readonly test: number
  readonly wanted: boolean
}

/** A part of a dimension: the values for which all of its literals hold. Never empty, unless nobody could tell. */
export interface Slice {
  readonly dimension: number
  /** The same for the same literals; a number of the dimension' own. */
  readonly id: number
  readonly literals: readonly DimensionLiteral[]
  /** Known values of the region, by number: all of them on a finite dimension; none where it is unknown whether there are any. */
  readonly cells: readonly number[]
}

/** One independent thing that requests differ in, with the values that the tests can tell apart. */
export interface Dimension {
  readonly about: DimensionAbout
  readonly draft: DimensionDraft
  /** Everything. */
  readonly whole: Slice
  /**
   * The part of a region in which a test holds, or does not; undefined when it is empty, which is proved. A region without cells may
   * be empty too: the budget ended, or nobody could tell.
   */
  readonly meet: (slice: Slice, test: number, wanted: boolean) => Slice | undefined
  /** What a test gives throughout a region; undefined where it differs, or nobody has looked closely. */
  readonly status: (slice: Slice, test: number) => boolean | undefined
  /** What a test gives for a value. */
  readonly holds: (test: number, cell: number) => boolean
  readonly value: (cell: number) => CellValue
  /** A test that gives the same everywhere: the first of several that do, or whether it always or never holds. */
  readonly canonical: (test: number) => { readonly test: number; readonly wanted: boolean } | boolean
}

/** What a value is: it depends on what the dimension is about. */
export type CellValue =
  | { readonly kind: 'time'; readonly cell: TimeCell }
  | { readonly kind: 'address'; readonly cell: AddressCell }
  | { readonly kind: 'text'; readonly text: string | undefined }
  /** Several values of one field, or of a fact. */
  | { readonly kind: 'texts'; readonly texts: readonly string[] | undefined }
  | { readonly kind: 'number'; readonly number: number | undefined }
  | { readonly kind: 'flag'; readonly flag: boolean | undefined }
  | { readonly kind: 'ips'; readonly ips: IpsCell }
  | { readonly kind: 'same'; readonly same: boolean }

/** Moments at which the same windows are open. */
export interface TimeCell {
  /** Indices of the atoms that hold. */
  readonly atoms: ReadonlySet<number>
  /** The first such stretch (ms since 1970, half-open), preferably one to come; undefined for a clock in doubt. */
  readonly stretch: { readonly from: number; readonly until: number } | undefined
}

/** Addresses that are in the same sets; without a set: no address at all. */
export interface AddressCell {
  readonly atoms: ReadonlySet<number>
  readonly set: IpSet | undefined
}

/** Of a set of prefixes that comes with the request: whether it is there, holds anything, and which addresses (keys of them). */
export interface IpsCell {
  readonly present: boolean
  readonly notEmpty: boolean
  readonly holds: ReadonlySet<string>
}
