import { formatIp } from './format-ip.ts'
import { type ListHeader, readColumns, readHeader } from './ip-list-columns.ts'
import { IpSetBuilder } from './ip-set-builder.ts'
import { parseIpEntryPart, type ParsedIpEntry } from './parse-ip-entry.ts'
import type { IpListFinding, IpListOptions, ParsedIpList } from './ip-list.ts'
import { clipText } from './quote-text.ts'

/** A line is read in parts if it is longer. */
const maxLine = 65_536

/** The longest address or prefix. */
const maxShort = 49

/** How the rest of a line is read of which a part was read before. */
type Rest = 'none' | 'entries' | 'comment'

/** Reads a list of addresses in text form, piece by piece. The pieces may end anywhere, also within a line break or an entry. */
export class IpListReader {
  readonly #maxFindings: number
  readonly #maxEntries: number
  readonly #maxErrors: number
  readonly #onEntry: IpListOptions['onEntry']
  readonly #builder = new IpSetBuilder()
  readonly #errors: IpListFinding[] = []
  readonly #warnings: IpListFinding[] = []
  #column: IpListFinding | undefined
  #entries = 0
  #errorCount = 0
  #warningCount = 0
  #line = 1
  /** Number of characters of the current line that were read before. */
  #before = 0
  #rest: Rest = 'none'
  #isFirst = true
  #header: ListHeader | undefined
  #carry = ''
  #isFull = false

  constructor(options: IpListOptions) {
    this.#maxFindings = options.maxFindings ?? 100
    this.#maxEntries = options.maxEntries ?? Infinity
    this.#maxErrors = options.maxErrors ?? Infinity
    this.#onEntry = options.onEntry
  }

  /** Whether there are more entries or errors than allowed, so that the rest is not read. */
  get isFull(): boolean {
    return this.#isFull
  }

  push(piece: string): void {
    if (this.#isFull) return
    const text = this.#carry === '' ? piece : this.#carry + piece
    let at = 0
    let lf = text.indexOf('\n')
    let cr = text.indexOf('\r')
    while (lf >= 0 || cr >= 0) {
      const end = lf < 0 ? cr : cr < 0 ? lf : Math.min(lf, cr)
      // The line feed of this carriage return may be in the next piece.
      if (end === cr && end + 1 === text.length) break
      this.#readLine(text, at, end)
      if (this.#isFull) return
      at = end === cr && lf === cr + 1 ? end + 2 : end + 1
      this.#line++
      this.#before = 0
      this.#rest = 'none'
      if (lf >= 0 && lf < at) lf = text.indexOf('\n', at)
      if (cr >= 0 && cr < at) cr = text.indexOf('\r', at)
    }
    this.#carry = text.slice(at)
    if (this.#carry.length > maxLine) this.#readPart()
  }

  refuse(reason: string): void {
    this.#errorCount++
    this.#errors.push({ line: 1, column: 1, text: '', reason })
  }

  finish(): ParsedIpList {
    if (!this.#isFull) this.#readLine(this.#carry, 0, this.#carry.length - (this.#carry.endsWith('\r') ? 1 : 0))
    return {
      set: this.#builder.build(),
      entries: this.#entries,
      errors: this.#errors,
      errorCount: this.#errorCount,
      warnings: this.#warnings,
      warningCount: this.#warningCount,
      ...(this.#isFull && { isCut: true as const }),
      ...(this.#column !== undefined && { column: this.#column }),
    }
  }

  /** Reads the beginning of a very long line: up to its last comma. */
  #readPart(): void {
    const text = this.#carry
    if (this.#rest !== 'comment') {
      const comma = text.lastIndexOf(',')
      const hasComment = endOfContent(text, 0, text.length) < text.length
      if (comma < 0 && !hasComment && text.trim() !== '') {
        // WHY: without a comma it cannot be known whether the next piece belongs to the entry.
        this.#report(text, 0, text.length, 0, `more than ${maxLine} characters without a line break or a comma`)
        this.#isFull = true
        return
      }
      const end = comma < 0 ? text.length : comma + 1
      this.#readLine(text, 0, end)
      this.#keep(text, end)
      if (endOfContent(text, 0, end) < end) this.#rest = 'comment'
      else if (text.slice(0, end).trim() !== '') this.#rest = 'entries'
    } else this.#keep(text, text.length)
  }

  /** Forgets what was read of the current line. A carriage return is kept: it may be half a line break. */
  #keep(text: string, end: number): void {
    const read = end === text.length && text.endsWith('\r') ? end - 1 : end
    this.#before += read
    this.#carry = text.slice(read)
  }

  #readLine(text: string, from: number, to: number): void {
    if (this.#rest === 'comment') return
    let start = from
    let end = to
    while (start < end && isBlank(text.charCodeAt(start))) start++
    while (end > start && isBlank(text.charCodeAt(end - 1))) end--
    if (start === end) return
    if (end - start <= maxShort && !this.#isFirst && this.#readShort(text, start, end, from)) return
    end = endOfContent(text, start, end)
    while (end > start && isBlank(text.charCodeAt(end - 1))) end--
    if (start === end) return
    if (this.#isFirst) {
      this.#isFirst = false
      this.#header = readHeader(text.slice(start, Math.min(end, start + 1_000)))
      if (this.#header !== undefined) return
    }
    this.#readEntries(text, start, end, from)
  }

  /** Reads a line that is one valid address or prefix, as nearly all are; returns false for any other line. */
  #readShort(text: string, start: number, end: number, lineStart: number): boolean {
    if (this.#entries >= this.#maxEntries) return false
    const first = text.charCodeAt(start)
    if (first === 35 || first === 59) return false
    const entry = parseIpEntryPart(text, start, end)
    if (entry.kind === 'invalid' || entry.kind === 'range') return false
    this.#entries++
    this.#add(entry, text, start, end, lineStart)
    return true
  }

  /** Reads the entries of a line without comments. */
  #readEntries(text: string, start: number, end: number, lineStart: number): void {
    let at = start
    while (at < end && !this.#isFull) {
      let stop = at
      while (stop < end && text.charCodeAt(stop) !== 44) stop++
      let last = stop
      while (at < last && isBlank(text.charCodeAt(at))) at++
      while (last > at && isBlank(text.charCodeAt(last - 1))) last--
      if (at < last && this.#count(text, at, last, lineStart)) {
        const entry = parseIpEntryPart(text, at, last)
        const isRow = at === start && this.#rest === 'none' && hasBlank(text, at, last)
        if (entry.kind === 'invalid' && isRow && this.#readRow(text, start, end, lineStart)) return
        this.#add(entry, text, at, last, lineStart)
      }
      at = stop + 1
    }
  }

  /** Reads a line of several columns; returns false if it is not clear what they mean. */
  #readRow(text: string, start: number, end: number, lineStart: number): boolean {
    const line = text.slice(start, end)
    const row = readColumns(line, this.#header)
    switch (row.kind) {
      case 'unclear':
        return false
      case 'nothing':
        this.#entries--
        return true
      case 'entry':
        this.#add(row.entry, text, start, row.length === 0 ? end : start + row.length, lineStart)
        if (!row.isMarked && this.#column === undefined) {
          const next = start + row.length + (/\S/.exec(line.slice(row.length))?.index ?? 0)
          this.#column = this.#finding(
            text,
            next,
            end,
            lineStart,
            'text after an address is taken for a further column',
          )
        }
        return true
    }
  }

  /** Counts an entry; returns false, after a report, if there are too many. */
  #count(text: string, start: number, end: number, lineStart: number): boolean {
    if (this.#entries === this.#maxEntries) {
      this.#report(text, start, end, lineStart, `more than ${this.#maxEntries} entries`)
      this.#isFull = true
      return false
    }
    this.#entries++
    return true
  }

  #add(entry: ParsedIpEntry, text: string, start: number, end: number, lineStart: number): void {
    switch (entry.kind) {
      case 'address':
        this.#builder.addIp(entry.address)
        break
      case 'prefix':
        this.#builder.addPrefix(entry.prefix)
        if (entry.hostBitsSet) this.#warn(entry, text, start, end, lineStart)
        break
      case 'range':
        this.#builder.addRange(entry.range)
        break
      case 'invalid':
        this.#report(text, start, end, lineStart, entry.reason)
        return
    }
    this.#onEntry?.(entry, this.#line, this.#columnOf(start, lineStart), end - start)
  }

  #report(text: string, start: number, end: number, lineStart: number, reason: string): void {
    if (++this.#errorCount >= this.#maxErrors) this.#isFull = true
    if (this.#errors.length < this.#maxFindings) this.#errors.push(this.#finding(text, start, end, lineStart, reason))
  }

  #warn(
    { prefix: { address, length } }: ParsedIpEntry & { kind: 'prefix' },
    text: string,
    start: number,
    end: number,
    lineStart: number,
  ): void {
    this.#warningCount++
    if (this.#warnings.length >= this.#maxFindings) return
    const reason = `host bits are set: the network is \`${formatIp(address)}/${length}\``
    this.#warnings.push(this.#finding(text, start, end, lineStart, reason))
  }

  #finding(text: string, start: number, end: number, lineStart: number, reason: string): IpListFinding {
    const column = this.#columnOf(start, lineStart)
    return { line: this.#line, column, text: clipText(text.slice(start, end)), reason }
  }

  #columnOf(start: number, lineStart: number): number {
    return this.#before + start - lineStart + 1
  }
}

/** The position of the comment in a part of a line; its end if there is none. */
function endOfContent(text: string, start: number, end: number): number {
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at)
    if (code > 59) continue
    if (code === 35 || code === 59 || (code === 47 && at + 1 < end && text.charCodeAt(at + 1) === 47)) return at
  }
  return end
}

function hasBlank(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (isBlank(text.charCodeAt(at))) return true
  return false
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9
}
