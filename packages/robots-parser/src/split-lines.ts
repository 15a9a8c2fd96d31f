import type { RobotsNote } from './note.ts'
import { toOctets, type Octets } from './octets.ts'

/** One line of the file before anybody asked what it says. */
export interface RawLine {
  /** 1-based. */
  readonly number: number
  /** Without its line end, at most `maxLineOctets` long. */
  readonly octets: Octets
  /** No octet is above 127: the octets are the text. */
  readonly ascii: boolean
  /** The line was longer than `maxLineOctets`: only its beginning is here. */
  readonly cut: boolean
}

/** The lines of a file, and how much of the file they cover. */
export interface RawLines {
  readonly lines: readonly RawLine[]
  /** Bytes read, line ends and byte order mark included. */
  readonly readBytes: number
  /** Bytes behind the limit, which nobody looked at. */
  readonly ignoredBytes: number
  readonly notes: readonly RobotsNote[]
}

/** 500 KiB: what RFC 9309 §2.5 asks every parser to read at least. */
const defaultMaxBytes: number = 500 * 1024

/**
 * 16,663: the reference parser keeps 2,083 × 8 bytes for a line, one of them for the terminating NUL.
 * (2,083 is the longest URL that Internet Explorer took.)
 */
export const maxLineOctets: number = 2083 * 8 - 1

const utf8Mark = [0xef, 0xbb, 0xbf] as const

/**
 * The lines of a robots.txt, whatever its bytes: CR, LF and CRLF end a line, in any mixture; a whole or partial UTF-8
 * byte order mark at the start is skipped; a file with a UTF-16 mark is read as UTF-16. A final line without a line end
 * counts; nothing counts behind a final line end. O(n); never throws.
 *
 * A line that the byte limit cuts through is left out: half of `Disallow: /private` could be `Disallow: /`.
 */
export function splitLines(input: string | Uint8Array, maxBytes: number = defaultMaxBytes): RawLines {
  const notes: RobotsNote[] = []
  const all = typeof input === 'string' ? encodeUpTo(input, maxBytes) : fromUtf16(input, maxBytes, notes)
  const bytes = all.bytes.subarray(0, maxBytes)
  const ignoredBytes = all.totalBytes - bytes.length
  if (ignoredBytes > 0) {
    notes.push({
      code: 'input-cut',
      severity: 'warning',
      line: undefined,
      message: `the file is longer than ${maxBytes} bytes: the last ${ignoredBytes} were not read`,
    })
  }
  const lines = split(bytes, markLength(bytes), ignoredBytes > 0)
  return { lines, readBytes: bytes.length, ignoredBytes, notes }
}

function split(bytes: Uint8Array, from: number, dropLast: boolean): readonly RawLine[] {
  const octets = toOctets(bytes)
  const lines: RawLine[] = []
  let start = from
  let seen = 0
  for (let index = from; index < bytes.length; index++) {
    const byte = bytes[index] ?? 0
    seen |= byte
    if (byte !== 0x0a && byte !== 0x0d) continue
    lines.push(rawLine(lines.length + 1, octets, start, index, seen < 0x80))
    if (byte === 0x0d && bytes[index + 1] === 0x0a) index++
    start = index + 1
    seen = 0
  }
  if (start < bytes.length && !dropLast) lines.push(rawLine(lines.length + 1, octets, start, bytes.length, seen < 0x80))
  return lines
}

function rawLine(number: number, octets: Octets, start: number, end: number, ascii: boolean): RawLine {
  const cut = end - start > maxLineOctets
  return { number, octets: octets.slice(start, cut ? start + maxLineOctets : end), ascii, cut }
}

/** The reference parser skips as much of a UTF-8 mark as is there: one, two or three bytes. */
function markLength(bytes: Uint8Array): number {
  let length = 0
  while (length < utf8Mark.length && bytes[length] === utf8Mark[length]) length++
  return length
}

interface Encoded {
  readonly bytes: Uint8Array
  readonly totalBytes: number
}

/** UTF-8 of as much text as the limit can hold; the length of the rest is counted, not encoded. */
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
    // WHY: a pair is four bytes together; a lone surrogate becomes U+FFFD, three bytes.
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
  const little = bytes[0] === 0xff && bytes[1] === 0xfe
  const big = bytes[0] === 0xfe && bytes[1] === 0xff
  if (!little && !big) return { bytes, totalBytes: bytes.length }
  notes.push({
    code: 'input-encoding',
    severity: 'warning',
    line: undefined,
    message:
      'the file is in UTF-16 and was read as such; RFC 9309 wants UTF-8, and most crawlers will read nothing in it',
  })
  return encodeUpTo(new TextDecoder(little ? 'utf-16le' : 'utf-16be').decode(bytes), maxBytes)
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff
}
