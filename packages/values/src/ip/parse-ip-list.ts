import type { IpEntry } from './parse-ip-entry.ts'
import { IpListReader } from './ip-list-reader.ts'
import type { IpSet } from './ip-set.ts'

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
  /** The first text after an address that was taken for a further column although only blanks separate them; undefined if there is none. */
  readonly column?: IpListFinding
}

/** Options of `parseIpList`. */
export interface IpListOptions {
  /** Maximum number of errors, and of warnings, that are kept with their position; all are counted. Default 100. */
  readonly maxFindings?: number
  /** Maximum number of entries; the first one above it is an error, and reading stops there. Default: no maximum. */
  readonly maxEntries?: number
  /** Called for each valid entry, with its position: line and column from 1, and the length in UTF-16 code units. */
  readonly onEntry?: (entry: IpEntry, line: number, column: number, length: number) => void
}

/**
 * Parses a list of addresses in text form: addresses, prefixes and ranges `first - last`, one per line or separated by commas. `#`,
 * `;` and `//` begin a comment that extends to the end of the line; blank lines and blank entries are ignored. In a line of several
 * columns, separated by tabs or blanks, the first is the entry, or the first two are a range: see the README. Bytes are UTF-8, and a
 * byte order mark is skipped. Never throws; linear, about half a second for a million prefixes; bytes are decoded piece by piece.
 */
export function parseIpList(source: string | Uint8Array, options: IpListOptions = {}): ParsedIpList {
  const reader = new IpListReader(options)
  if (typeof source === 'string') reader.push(source.startsWith('\ufeff') ? source.slice(1) : source)
  else if (isUtf16(source)) reader.refuse('the text is UTF-16, expected UTF-8')
  else {
    const decoder = new TextDecoder()
    for (let at = 0; at < source.length && !reader.isFull; at += chunkBytes) {
      reader.push(decoder.decode(source.subarray(at, at + chunkBytes), { stream: true }))
    }
    reader.push(decoder.decode())
  }
  return reader.finish()
}

const chunkBytes = 65_536

function isUtf16(bytes: Uint8Array): boolean {
  return (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)
}
