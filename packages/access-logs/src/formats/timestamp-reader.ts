import { createLocalTime, type LocalTime } from './local-time.ts'

/**
 * Returns the instant that `bytes` from `start` to `end` describe, in milliseconds since 1970, or NaN if this is not a known
 * timestamp:
 *
 *     18/Nov/2026:10:00:00 +0000         in common and combined logs, optionally with a fraction
 *     2026-11-18T10:00:00.123+02:00      ISO 8601, also with a space instead of `T`, with `Z`, `UTC` or `+0200`, and as 2026/11/18
 *     1795341600.123                     since 1970: seconds, milliseconds, microseconds or nanoseconds, by magnitude
 *
 * A timestamp without an offset is in UTC, or in the zone that the reader was created for. A leap second counts as the following
 * second. Instants before 1990, or from 2100 on, give NaN.
 */
export interface TimestampReader {
  readonly read: (bytes: Uint8Array, start: number, end: number) => number
  /** Returns the length of the last timestamp if the same one is at `start` again; otherwise 0. */
  readonly sameAs: (bytes: Uint8Array, start: number) => number
  /** Returns the last instant that was read. */
  readonly lastMs: () => number
}

const maxTimestampLength = 40

/**
 * Creates a reader that remembers the last timestamp, since lines of the same second have equal ones. `zone` is the time zone of
 * timestamps without an offset; throws a `RangeError` if it is unknown.
 */
export function createTimestampReader(zone?: string): TimestampReader {
  const local = zone === undefined ? ofUtc : createLocalTime(zone)
  const last = new Uint8Array(maxTimestampLength)
  let length = 0
  let lastMs = Number.NaN

  function sameAs(bytes: Uint8Array, start: number): number {
    // WHY: backwards, because timestamps that follow each other differ near the end.
    for (let i = length - 1; i >= 0; i--) if (bytes[start + i] !== last[i]) return 0
    return length
  }

  function read(bytes: Uint8Array, start: number, end: number): number {
    if (end - start === length && sameAs(bytes, start) === length) return lastMs
    const ms = readTimestamp(bytes, start, end, local)
    if (Number.isNaN(ms)) return ms
    length = end - start
    for (let i = 0; i < length; i++) last[i] = bytes[start + i]!
    lastMs = ms
    return ms
  }

  return { read, sameAs, lastMs: () => lastMs }
}

const earliestMs = Date.UTC(1990, 0)
const latestMs = Date.UTC(2100, 0)

const ofUtc: LocalTime = (shownMs) => shownMs

function readTimestamp(bytes: Uint8Array, start: number, end: number, local: LocalTime): number {
  const length = end - start
  if (length < 8 || length > maxTimestampLength) return Number.NaN
  const ms =
    bytes[start + 2]! === slash
      ? readCommon(bytes, start, end, local)
      : bytes[start + 4]! === dash || bytes[start + 4]! === slash
        ? readIso(bytes, start, end, local)
        : readEpoch(bytes, start, end)
  return ms >= earliestMs && ms < latestMs ? ms : Number.NaN
}

const slash = 47
const dash = 45
const colon = 58
const space = 32
const tab = 9
const plus = 43

/** Reads `18/Nov/2026:10:00:00 +0000`, also with a space before the clock. */
function readCommon(bytes: Uint8Array, start: number, end: number, local: LocalTime): number {
  if (bytes[start + 6]! !== slash || (bytes[start + 11]! !== colon && bytes[start + 11]! !== space)) return Number.NaN
  const month = monthOf(bytes, start + 3)
  const dayMs = midnight(digits(bytes, start + 7, 4), month, digits(bytes, start, 2))
  return readClock(bytes, start + 12, end, dayMs, local)
}

/** Reads `2026-11-18T10:00:00+00:00`, also with slashes in the date. */
function readIso(bytes: Uint8Array, start: number, end: number, local: LocalTime): number {
  if (bytes[start + 7]! !== bytes[start + 4]!) return Number.NaN
  const dayMs = midnight(digits(bytes, start, 4), digits(bytes, start + 5, 2), digits(bytes, start + 8, 2))
  const between = bytes[start + 10]!
  if ((between | 32) !== 116 && between !== space && between !== tab) return Number.NaN
  return readClock(bytes, start + 11, end, dayMs, local)
}

/** Reads `10:00:00`, a fraction and an offset, on the day that starts at `dayMs`. */
function readClock(bytes: Uint8Array, start: number, end: number, dayMs: number, local: LocalTime): number {
  if (end - start < 8 || bytes[start + 2]! !== colon || bytes[start + 5]! !== colon) return Number.NaN
  const hours = digits(bytes, start, 2)
  const minutes = digits(bytes, start + 3, 2)
  const seconds = digits(bytes, start + 6, 2)
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || seconds < 0 || seconds > 60) return Number.NaN
  let ms = ((hours * 60 + minutes) * 60 + seconds) * 1_000
  let at = start + 8
  const mark = bytes[at]!
  if (at < end && (mark === 46 || mark === 44)) {
    let unit = 100
    for (at++; at < end && isDigit(bytes[at]!); at++) {
      ms += unit * (bytes[at]! - 48)
      unit = Math.floor(unit / 10)
    }
  }
  while (at < end && bytes[at]! === space) at++
  const shownMs = dayMs + ms
  if (at === end) return Number.isNaN(shownMs) ? shownMs : local(shownMs)
  return shownMs - readOffset(bytes, at, end)
}

/** Returns the milliseconds of `+0200`, `+02:00`, `+02` or `Z`. */
function readOffset(bytes: Uint8Array, at: number, end: number): number {
  const sign = bytes[at]!
  if (end - at === 3 && sign === 85 && bytes[at + 1] === 84 && bytes[at + 2] === 67) return 0
  if ((sign | 32) === 122) return at + 1 === end ? 0 : Number.NaN
  if (sign !== plus && sign !== dash) return Number.NaN
  const hours = end - at >= 3 ? digits(bytes, at + 1, 2) : -1
  const minutesAt = bytes[at + 3]! === colon ? at + 4 : at + 3
  const minutes =
    minutesAt >= end ? (end - at === 3 ? 0 : -1) : minutesAt + 2 === end ? digits(bytes, minutesAt, 2) : -1
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return Number.NaN
  return (sign === dash ? -1 : 1) * (hours * 60 + minutes) * 60_000
}

/** Reads a time since 1970. Nowadays seconds have 10 digits, milliseconds 13, microseconds 16 and nanoseconds 19. */
function readEpoch(bytes: Uint8Array, start: number, end: number): number {
  let whole = 0
  let at = start
  for (; at < end && isDigit(bytes[at]!); at++) whole = whole * 10 + bytes[at]! - 48
  const fractionMs = readFraction(bytes, at, end)
  if (at === start || fractionMs < 0) return Number.NaN
  return Math.floor(
    whole < 1e11 ? whole * 1e3 + fractionMs : whole < 1e14 ? whole : whole < 1e17 ? whole / 1e3 : whole / 1e6,
  )
}

/** Returns the milliseconds of `.123`, or of an empty text; -1 for anything else. */
function readFraction(bytes: Uint8Array, start: number, end: number): number {
  if (start === end) return 0
  if (bytes[start] !== 46) return -1
  let ms = 0
  let unit = 100
  for (let at = start + 1; at < end; at++) {
    if (!isDigit(bytes[at]!)) return -1
    ms += unit * (bytes[at]! - 48)
    unit = Math.floor(unit / 10)
  }
  return ms
}

const monthDays = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const

/** Returns the start of the day in UTC; NaN if there is no such day. */
function midnight(year: number, month: number, day: number): number {
  if (year < 0 || month < 1 || month > 12 || day < 1 || day > monthDays[month - 1]!) return Number.NaN
  if (month === 2 && day === 29 && !(year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0))) return Number.NaN
  return Date.UTC(year, month - 1, day)
}

/** Returns 1 to 12, or 0 for no month; ignores case. */
function monthOf(bytes: Uint8Array, at: number): number {
  const code = ((bytes[at]! | 32) << 16) | ((bytes[at + 1]! | 32) << 8) | (bytes[at + 2]! | 32)
  return monthCodes.indexOf(code) + 1
}

const monthCodes: readonly number[] = [
  'jan',
  'feb',
  'mar',
  'apr',
  'may',
  'jun',
  'jul',
  'aug',
  'sep',
  'oct',
  'nov',
  'dec',
].map((name) => (name.charCodeAt(0) << 16) | (name.charCodeAt(1) << 8) | name.charCodeAt(2))

/** Returns the number that `count` digits represent, or -1. */
function digits(bytes: Uint8Array, at: number, count: number): number {
  let value = 0
  for (let i = at; i < at + count; i++) {
    const code = bytes[i]!
    if (!isDigit(code)) return -1
    value = value * 10 + code - 48
  }
  return value
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}
