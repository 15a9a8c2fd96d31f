import type { IpSet } from '@tidegate/values'
import type { DimensionAbout } from '../logic/atom.ts'
import type { DimensionDraft } from '../logic/dimension-draft.ts'

/** A literal of one dimension. */
export interface DimensionLiteral {
  readonly test: number
  readonly wanted: boolean
}

/** A part of a dimension: the values for which all of its literals are true. It is not empty unless that could not be decided. */
export interface Slice {
  readonly dimension: number
  /** Equal for equal literals; unique within the dimension. */
  readonly id: number
  readonly literals: readonly DimensionLiteral[]
  /** Indices of known values in the slice: all of them for a finite dimension; empty if it is unknown whether there are any. */
  readonly cells: readonly number[]
}

/** One independent property of requests, with the values that the tests distinguish. */
export interface Dimension {
  readonly about: DimensionAbout
  readonly draft: DimensionDraft
  /** The slice that contains all values. */
  readonly whole: Slice
  /**
   * Returns the part of a slice in which a test is true, or false; undefined if it is proved to be empty. A slice without cells may
   * be empty as well: the budget was exhausted, or it could not be decided.
   */
  readonly meet: (slice: Slice, test: number, wanted: boolean) => Slice | undefined
  /** Returns the value of a test throughout a slice; undefined if it varies, or if that was not examined. */
  readonly status: (slice: Slice, test: number) => boolean | undefined
  /** Returns the value of a test for one cell. */
  readonly holds: (test: number, cell: number) => boolean
  readonly value: (cell: number) => CellValue
  /** Returns the first test that has the same value everywhere, or a constant if the test always has the same value. */
  readonly canonical: (test: number) => { readonly test: number; readonly wanted: boolean } | boolean
}

/** A value; its kind depends on the subject of the dimension. */
export type CellValue =
  | { readonly kind: 'time'; readonly cell: TimeCell }
  | { readonly kind: 'address'; readonly cell: AddressCell }
  | { readonly kind: 'text'; readonly text: string | undefined }
  /** Several values of one field or fact. */
  | { readonly kind: 'texts'; readonly texts: readonly string[] | undefined }
  | { readonly kind: 'number'; readonly number: number | undefined }
  | { readonly kind: 'flag'; readonly flag: boolean | undefined }
  | { readonly kind: 'ips'; readonly ips: IpsCell }
  | { readonly kind: 'same'; readonly same: boolean }

/** Moments at which the same windows are open. */
export interface TimeCell {
  /** Indices of the atoms that are true. */
  readonly atoms: ReadonlySet<number>
  /** The first such period (ms since 1970, half-open), in the future if possible; undefined for an implausible clock. */
  readonly stretch: { readonly from: number; readonly until: number } | undefined
}

/** Addresses that are in the same sets; without a set, a missing address. */
export interface AddressCell {
  readonly atoms: ReadonlySet<number>
  readonly set: IpSet | undefined
}

/**
 * State of a set of prefixes that comes with the request: whether it is present, whether it is not empty, and which addresses of
 * the request it contains (their keys).
 */
export interface IpsCell {
  readonly present: boolean
  readonly notEmpty: boolean
  readonly holds: ReadonlySet<string>
}
