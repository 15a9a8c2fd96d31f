import type { IpSet } from './ip-set.ts'
import type { IpEntry } from './parse-ip-entry.ts'

/** A finding about one entry of an address list, with its position. */
export interface IpListFinding {
  /** Line, from 1. Lines end with LF, CR LF or CR. */
  readonly line: number
  /** Column, from 1, in UTF-16 code units. */
  readonly column: number
  /** The entry, truncated after 64 characters. */
  readonly text: string
  readonly reason: string
}

/** The result of `parseIpList`. A list with an error must be rejected as a whole: `set` lacks the invalid entries. */
export interface ParsedIpList {
  readonly set: IpSet
  /** Number of entries, valid or not. 0 for a text of blanks and comments. */
  readonly entries: number
  /** The first errors, up to `maxFindings`. */
  readonly errors: readonly IpListFinding[]
  readonly errorCount: number
  /** The first prefixes with host bits set, up to `maxFindings`. */
  readonly warnings: readonly IpListFinding[]
  readonly warningCount: number
  /** Present if the last error stopped the reading before the end of the text. */
  readonly isCut?: true
  /** The first text after an address that was taken for a further column although only blanks separate them; undefined if there is none. */
  readonly column?: IpListFinding
}

/** Options of `parseIpList`. */
export interface IpListOptions {
  /** Maximum number of errors, and of warnings, that are kept with their position; all are counted. Default 100. */
  readonly maxFindings?: number
  /** Number of errors after which reading stops. Default: no maximum. */
  readonly maxErrors?: number
  /** Maximum number of entries; the first one above it is an error, and reading stops there. Default: no maximum. */
  readonly maxEntries?: number
  /** Called for each valid entry, with its position: line and column from 1, and the length in UTF-16 code units. */
  readonly onEntry?: (entry: IpEntry, line: number, column: number, length: number) => void
}
