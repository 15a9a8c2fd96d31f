import { createLocalTime, type LocalTime } from './local-time.ts'

/**
 * The instant in milliseconds since 1970 that `bytes` from `start` to `end` stand for, or NaN when that is no stamp that is known:
 *
 *     18/Nov/2026:10:00:00 +0000         as common and combined logs have it, also with a fraction
 *     2026-11-18T10:00:00.123+02:00      ISO 8601, also with a blank, `Z`, `+0200`
 *     1795341600.123                     since 1970: seconds, or milli-, micro- or nanoseconds by their size
 *
 * Without an offset a stamp is of UTC, or of the zone that the reader was made for. A leap second counts as the second behind it. Instants before 1990 or from 2100 on are none.
 */
export interface StampReader {
  readonly read: (bytes: Uint8Array, start: number, end: number) => number
  /** The length of the last stamp if the same one stands at `start` again, else 0. */
  readonly sameAs: (bytes: Uint8Array, start: number) => number
  /** The last instant that was read. */
  readonly lastMs: () => number
}

const longestStamp = 40

/**
 * A reader of stamps that remembers the last one: lines of one second carry equal stamps. `zone`: of stamps without an offset; throws a
 * `RangeError` for one that is not known.
 */
export function createStampReader(zone?: string): StampReader {
  const local = zone === undefined ? ofUtc : createLocalTime(zone)
  const last = new Uint8Array(longestStamp)
  let length = 0
  let lastMs = Number.NaN

  function sameAs(bytes: Uint8Array, start: number): number {
    // WHY: from the end: what changes from one stamp to the next stands nearer to it.
    for (let i = length - 1; i >= 0; i--) if (bytes[start + i] !== last[i]) return 0
    return length
  }

  function read(bytes: Uint8Array, start: number, end: number): number {
    if (end - start === length && sameAs(bytes, start) === length) return lastMs
    const ms = readStamp(bytes, start, end, local)
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

function readStamp(bytes: Uint8Array, start: number, end: number, local: LocalTime): number {
  const length = end - start
  if (length < 8 || length > longestStamp) return Number.NaN
  const ms =
    bytes[start + 2]! === slash
      ? readCommon(bytes, start, end, local)
      : bytes[start + 4]! === dash
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

/** `18/Nov/2026:10:00:00 +0000` */
function readCommon(bytes: Uint8Array, start: number, end: number, local: LocalTime): number {
  if (bytes[start + 6]! !== slash || bytes[start + 11]! !== colon) return Number.NaN
  const month = monthOf(bytes, start + 3)
  const dayMs = midnight(digits(bytes, start + 7, 4), month, digits(bytes, start, 2))
  return readClock(bytes, start + 12, end, dayMs, local)
}

/** `2026-11-18T10:00:00+00:00` */
function readIso(bytes: Uint8Array, start: number, end: number, local: LocalTime): number {
  if (bytes[start + 7]! !== dash) return Number.NaN
  const dayMs = midnight(digits(bytes, start, 4), digits(bytes, start + 5, 2), digits(bytes, start + 8, 2))
  const between = bytes[start + 10]!
  if ((between | 32) !== 116 && between !== space && between !== tab) return Number.NaN
  return readClock(bytes, start + 11, end, dayMs, local)
}

/** `10:00:00`, a fraction, an offset, on the day that begins at `dayMs`. */
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

/** `+0200`, `+02:00`, `+02` or `Z`, in milliseconds. */
function readOffset(bytes: Uint8Array, at: number, end: number): number {
  const sign = bytes[at]!
  if ((sign | 32) === 122) return at + 1 === end ? 0 : Number.NaN
  if (sign !== plus && sign !== dash) return Number.NaN
  const hours = end - at >= 3 ? digits(bytes, at + 1, 2) : -1
  const minutesAt = bytes[at + 3]! === colon ? at + 4 : at + 3
  const minutes =
    minutesAt >= end ? (end - at === 3 ? 0 : -1) : minutesAt + 2 === end ? digits(bytes, minutesAt, 2) : -1
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return Number.NaN
  return (sign === dash ? -1 : 1) * (hours * 60 + minutes) * 60_000
}

/** Seconds since 1970 have 10 digits in our time, milliseconds 13, microseconds 16, nanoseconds 19. */
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

/** What `.123` and nothing behind it, or nothing at all, add in milliseconds; -1 where something else stands there. */
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

/** The day's beginning in UTC, NaN where there is no such day. */
function midnight(year: number, month: number, day: number): number {
  if (year < 0 || month < 1 || month > 12 || day < 1 || day > monthDays[month - 1]!) return Number.NaN
  if (month === 2 && day === 29 && !(year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0))) return Number.NaN
  return Date.UTC(year, month - 1, day)
}

/** 1 to 12, or 0; case does not count. */
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

/** The number that `count` digits write, or -1. */
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
