import { formatIp } from './format-ip.ts'
import { type IpAddress, sameIp } from './ip-address.ts'
import type { IpSet } from './ip-set.ts'
import { IpSetBuilder } from './ip-set-builder.ts'
import { networkOf } from './network-of.ts'
import { parseIpEntry } from './parse-ip-entry.ts'
import { parseIpPart } from './parse-ip.ts'
import { parsePrefixLength } from './prefix.ts'
import { clipText } from './quote-text.ts'

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
}

/** Options of `parseIpList`. */
export interface IpListOptions {
  /** Maximum number of errors, and of warnings, that are kept with their position; all are counted. Default 100. */
  readonly maxFindings?: number
  /** Maximum number of entries; the first one above it is an error, and reading stops there. Default: no maximum. */
  readonly maxEntries?: number
}

/**
 * Parses a list of addresses in text form: addresses, prefixes and ranges `first - last`, one per line or separated by commas. `#`
 * begins a comment that extends to the end of the line; blank lines and blank entries are ignored. Bytes are UTF-8, and a byte
 * order mark is skipped. Never throws; linear, about a third of a second for a million prefixes.
 */
export function parseIpList(source: string | Uint8Array, options: IpListOptions = {}): ParsedIpList {
  const reader = new ListReader(options)
  if (typeof source === 'string') reader.read(source.startsWith('\ufeff') ? source.slice(1) : source)
  else if (isUtf16(source)) reader.refuse('the text is UTF-16, expected UTF-8')
  else reader.read(new TextDecoder().decode(source))
  return reader.finish()
}

class ListReader {
  readonly #maxFindings: number
  readonly #maxEntries: number
  readonly #builder = new IpSetBuilder()
  readonly #errors: IpListFinding[] = []
  readonly #warnings: IpListFinding[] = []
  #entries = 0
  #errorCount = 0
  #warningCount = 0
  #line = 1
  #lineStart = 0

  constructor(options: IpListOptions) {
    this.#maxFindings = options.maxFindings ?? 100
    this.#maxEntries = options.maxEntries ?? Infinity
  }

  read(text: string): void {
    let at = 0
    while (at < text.length) {
      const code = text.charCodeAt(at)
      if (code === 10 || code === 13) {
        at += code === 13 && text.charCodeAt(at + 1) === 10 ? 2 : 1
        this.#line++
        this.#lineStart = at
      } else if (isBlank(code) || code === 44) {
        at++
      } else if (code === 35) {
        at = endOfLine(text, at)
      } else {
        if (this.#entries === this.#maxEntries) {
          this.#report(text, at, endOfEntry(text, at), `more than ${this.#maxEntries} entries`)
          return
        }
        at = this.#readEntry(text, at)
      }
    }
  }

  refuse(reason: string): void {
    this.#errorCount++
    this.#errors.push({ line: 1, column: 1, text: '', reason })
  }

  finish(): ParsedIpList {
    return {
      set: this.#builder.build(),
      entries: this.#entries,
      errors: this.#errors,
      errorCount: this.#errorCount,
      warnings: this.#warnings,
      warningCount: this.#warningCount,
    }
  }

  /** Reads the entry that begins at `start`; returns the position after it. */
  #readEntry(text: string, start: number): number {
    this.#entries++
    let slash = -1
    let colon = -1
    let stop = start
    for (; stop < text.length; stop++) {
      const code = text.charCodeAt(stop)
      if (code === 47) slash = stop
      else if (code === 58) colon = stop
      else if (endsEntry(code)) break
    }
    let end = stop
    while (isBlank(text.charCodeAt(end - 1))) end--

    const address = parseIpPart(text, start, slash < 0 ? end : slash)
    const length = slash < 0 ? 0 : parsePrefixLength(text, slash + 1, end)
    if (address === undefined || length < 0 || length > (address.family === 4 ? 32 : 128)) {
      this.#readSlowly(text, start, end)
    } else if (slash < 0) {
      this.#builder.addIp(address)
    } else if (address.family === 4 && colon >= 0) {
      this.#readSlowly(text, start, end)
    } else {
      this.#addPrefix(text, start, end, address, length)
    }
    return stop
  }

  #addPrefix(text: string, start: number, end: number, address: IpAddress, length: number): void {
    const network = networkOf(address, length, length)
    this.#builder.addPrefix({ address: network, length })
    if (!sameIp(network, address)) this.#warn(text, start, end, network, length)
  }

  /** Reads an entry of any form, and reports what is wrong with it. */
  #readSlowly(text: string, start: number, end: number): void {
    const entry = parseIpEntry(text.slice(start, end))
    switch (entry.kind) {
      case 'address':
        this.#builder.addIp(entry.address)
        return
      case 'prefix':
        this.#builder.addPrefix(entry.prefix)
        if (entry.hostBitsSet) this.#warn(text, start, end, entry.prefix.address, entry.prefix.length)
        return
      case 'range':
        this.#builder.addRange(entry.range)
        return
      case 'invalid':
        this.#report(text, start, end, entry.reason)
    }
  }

  #report(text: string, start: number, end: number, reason: string): void {
    this.#errorCount++
    if (this.#errors.length < this.#maxFindings) this.#errors.push(this.#finding(text, start, end, reason))
  }

  #warn(text: string, start: number, end: number, network: IpAddress, length: number): void {
    this.#warningCount++
    if (this.#warnings.length >= this.#maxFindings) return
    const reason = `host bits are set: the network is \`${formatIp(network)}/${length}\``
    this.#warnings.push(this.#finding(text, start, end, reason))
  }

  #finding(text: string, start: number, end: number, reason: string): IpListFinding {
    return { line: this.#line, column: start - this.#lineStart + 1, text: clipText(text.slice(start, end)), reason }
  }
}

function endOfEntry(text: string, start: number): number {
  let at = start
  while (at < text.length && !endsEntry(text.charCodeAt(at))) at++
  return at
}

function endsEntry(code: number): boolean {
  // WHY: one comparison for nearly all characters, because the four that end an entry are at or below the comma.
  return code <= 44 && (code === 44 || code === 10 || code === 13 || code === 35)
}

function endOfLine(text: string, start: number): number {
  let at = start
  while (at < text.length && text.charCodeAt(at) !== 10 && text.charCodeAt(at) !== 13) at++
  return at
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9
}

function isUtf16(bytes: Uint8Array): boolean {
  return (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)
}
