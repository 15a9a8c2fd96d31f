import type { RobotsNote } from './note.ts'
import { isAscii, toOctets, type Octets } from './octets.ts'

/** One line of the file before parsing. */
export interface RawLine {
  /** The line number, from 1. */
  readonly number: number
  /** The line without its line end, at most `maxLineOctets` long. */
  readonly octets: Octets
  /** Whether no octet is above 127, so that the octets are the text. */
  readonly ascii: boolean
  /** Whether the line was longer than `maxLineOctets`; then only its beginning is here. */
  readonly cut: boolean
}

/** The lines of a file, and how much of the file they cover. */
export interface RawLines {
  readonly lines: readonly RawLine[]
  /** The number of bytes read, including line ends and byte order mark. */
  readonly readBytes: number
  /** The number of bytes after the limit, which were not read. */
  readonly ignoredBytes: number
  readonly notes: readonly RobotsNote[]
}

/** 500 KiB: the minimum that RFC 9309 §2.5 requires every parser to read. */
const defaultMaxBytes: number = 500 * 1024

/**
 * 16,663: the reference parser keeps 2,083 × 8 bytes of a line, including the terminating NUL. (2,083 is the longest URL that
 * Internet Explorer accepted.)
 */
export const maxLineOctets: number = 2083 * 8 - 1

const utf8Mark = [0xef, 0xbb, 0xbf] as const

/** A file as octets, before it is split into lines. */
export interface RawText {
  readonly octets: Octets
  /** The index of the first line, after a byte order mark. */
  readonly start: number
  /** Whether the byte limit cuts the last line. */
  readonly dropLast: boolean
  readonly readBytes: number
  readonly ignoredBytes: number
  readonly notes: readonly RobotsNote[]
}

/**
 * Splits a robots.txt into lines, whatever its bytes: CR, LF and CRLF end a line, in any mixture; a complete or partial UTF-8
 * byte order mark at the start is skipped; a file in UTF-16, with or without its mark, is read as UTF-16. A final line without a
 * line end counts; after a final line end there is no further line. O(n); never throws.
 *
 * A line that the byte limit cuts is dropped: half of `Disallow: /private` could be `Disallow: /`.
 */
export function splitLines(input: string | Uint8Array, maxBytes?: number, unread?: number): RawLines {
  return splitText(readText(input, maxBytes, unread))
}

/** Does the same for a text that was already read. */
export function splitText(text: RawText): RawLines {
  const { readBytes, ignoredBytes, notes } = text
  const lines: RawLine[] = []
  forEachLine(text, (start, end, number) => void lines.push(rawLine(number, text.octets, start, end)))
  return { lines, readBytes, ignoredBytes, notes }
}

/** Returns the octets of a file, up to the byte limit. `unread` is the number of bytes that are not in `input`. O(n); never throws. */
export function readText(input: string | Uint8Array, maxBytes: number = defaultMaxBytes, unread = 0): RawText {
  if (unread === 0 && typeof input === 'string' && input.length <= maxBytes && isAscii(input)) {
    return { octets: input, start: 0, dropLast: false, readBytes: input.length, ignoredBytes: 0, notes: [] }
  }
  const notes: RobotsNote[] = []
  const all = typeof input === 'string' ? encodeUpTo(input, maxBytes) : fromUtf16(input, maxBytes, notes)
  const bytes = all.bytes.subarray(0, maxBytes)
  const ignoredBytes = all.totalBytes - bytes.length + unread
  if (ignoredBytes > 0) {
    notes.push({
      code: 'input-cut',
      severity: 'warning',
      line: undefined,
      message: `the file is longer than ${maxBytes} bytes; the last ${ignoredBytes} bytes were not read`,
    })
  }
  const start = markLength(bytes)
  return { octets: toOctets(bytes), start, dropLast: ignoredBytes > 0, readBytes: bytes.length, ignoredBytes, notes }
}

/** Calls `visit` with the bounds of each line, without its line end, and its number from 1. */
export function forEachLine(
  { octets, start: from, dropLast }: RawText,
  visit: (start: number, end: number, number: number) => void,
): void {
  const { length } = octets
  // WHY: the built-in search is many times faster than a loop; nearly no file contains a CR.
  let carriage = nextOf(octets, '\r', from)
  let number = 0
  for (let start = from; start < length;) {
    const feed = nextOf(octets, '\n', start)
    if (carriage < start) carriage = nextOf(octets, '\r', start)
    const end = Math.min(feed, carriage)
    if (end === length && dropLast) return
    number++
    visit(start, end, number)
    start = end === carriage && end + 1 === feed ? end + 2 : end + 1
  }
}

/** Returns the index of the next occurrence of the character, or the end. */
function nextOf(octets: Octets, character: string, from: number): number {
  const at = octets.indexOf(character, from)
  return at < 0 ? octets.length : at
}

function rawLine(number: number, octets: Octets, start: number, end: number): RawLine {
  const cut = end - start > maxLineOctets
  const line = octets.slice(start, cut ? start + maxLineOctets : end)
  return { number, octets: line, ascii: isAscii(line), cut }
}

/** Returns the length of the mark: like the reference parser, skips one, two or three bytes of a partial UTF-8 mark. */
function markLength(bytes: Uint8Array): number {
  let length = 0
  while (length < utf8Mark.length && bytes[length] === utf8Mark[length]) length++
  return length
}

interface Encoded {
  readonly bytes: Uint8Array
  readonly totalBytes: number
}

/** Encodes as much text as the limit allows in UTF-8; the rest is counted but not encoded. */
function encodeUpTo(text: string, maxBytes: number): Encoded {
  if (text.length <= maxBytes) {
    const bytes = new TextEncoder().encode(text)
    return { bytes, totalBytes: bytes.length }
  }
  let end = maxBytes
  if (isHighSurrogate(text.charCodeAt(end - 1))) end++
  const bytes = new TextEncoder().encode(text.slice(0, end))
  let totalBytes = bytes.length
  for (let index = end; index < text.length; index++) {
    const code = text.charCodeAt(index)
    // WHY: a surrogate pair is four bytes; a lone surrogate becomes U+FFFD, three bytes.
    if (code < 0x80) totalBytes += 1
    else if (code < 0x800) totalBytes += 2
    else if (isHighSurrogate(code) && isLowSurrogate(text.charCodeAt(index + 1))) {
      totalBytes += 4
      index++
    } else totalBytes += 3
  }
  return { bytes, totalBytes }
}

function fromUtf16(bytes: Uint8Array, maxBytes: number, notes: RobotsNote[]): Encoded {
  const encoding = utf16Encoding(bytes)
  if (encoding === undefined) return { bytes, totalBytes: bytes.length }
  notes.push({
    code: 'input-encoding',
    severity: 'warning',
    line: undefined,
    message:
      'the file is in UTF-16 and was read as such; RFC 9309 requires UTF-8, and most crawlers will not be able to read it',
  })
  return encodeUpTo(new TextDecoder(encoding).decode(bytes), maxBytes)
}

/** The number of bytes that are examined to recognise UTF-16 without a byte order mark. */
const utf16Sample = 1024

/** Shorter than this, no file has a group with a rule in UTF-16. */
const minUtf16Pairs = 12

/**
 * Returns the encoding of a file in UTF-16: it begins with a byte order mark, or nearly every second byte of its beginning is 0 and
 * hardly any other, as in ASCII text; undefined for other files.
 */
function utf16Encoding(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  const pairs = Math.floor(Math.min(bytes.length, utf16Sample) / 2)
  if (pairs < minUtf16Pairs) return undefined
  let first = 0
  let second = 0
  for (let at = 0; at < pairs * 2; at += 2) {
    if (bytes[at] === 0) first++
    if (bytes[at + 1] === 0) second++
  }
  if (second >= pairs * 0.8 && first <= pairs * 0.1) return 'utf-16le'
  return first >= pairs * 0.8 && second <= pairs * 0.1 ? 'utf-16be' : undefined
}

/** Returns the text of a file in UTF-16; undefined for other files. */
export function textOfUtf16(input: string | Uint8Array): string | undefined {
  const encoding = typeof input === 'string' ? undefined : utf16Encoding(input)
  return encoding === undefined || typeof input === 'string' ? undefined : new TextDecoder(encoding).decode(input)
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff
}
