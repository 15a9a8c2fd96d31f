import { ipv4 } from '@tidegate/values'
import { chunkOf, type LogChunk } from '../log-chunk.ts'
import { type LogRecord, noHeaders } from '../log-record.ts'
import type { LogPattern } from './log-pattern.ts'
import { readBytes } from './read-bytes.ts'
import { createTimestampReader } from './timestamp-reader.ts'

/** Reads the lines of a format that contain nothing unusual, in half the time. Nearly all lines are like that. */
export interface FastPath {
  readonly turnTo: (chunk: LogChunk) => void
  /**
   * Reads the line from `start` to `end` into the record, like the reader of the pattern. Returns false if the line contains
   * anything unusual: then the content of the record is undefined, and the reader of the pattern must read the line.
   */
  readonly read: (start: number, end: number, record: LogRecord) => boolean
}

const common = ['client', 'ident', 'user', 'time', 'request', 'status', 'bytes']
const combined = [...common, 'header', 'agent']
const commonUntil = [' ', ' ', ' [', '] "', '" ', ' ', '']
const combinedUntil = [' ', ' ', ' [', '] "', '" ', ' ', ' "', '" "', '"']

const space = 32
const quote = 34
const dash = 45
const slash = 47
const open = 91
const close = 93
const timestampLength = 26

/**
 * Creates the fast path of a pattern. Returns undefined for patterns that do not have the layout of the common or the combined
 * format, and if header fields other than the user agent are requested.
 *
 * The fast path reads lines with an IPv4 client without a user name, a timestamp of 26 characters, a method in capitals,
 * `HTTP/1.1` or the like after the target, and no backslash, so that what clients sent needs no unescaping.
 */
export function createFastPath(pattern: LogPattern, headers: ReadonlySet<string>, zone?: string): FastPath | undefined {
  const { head, steps } = pattern
  const kinds = steps.map(({ field: { kind } }) => kind).join()
  const untils = steps.map(({ until }) => until).join('\n')
  if (head !== '' || headers.has('referer')) return undefined
  if (kinds === common.join() && untils === commonUntil.join('\n') && pattern.openEnd)
    return createLineReader(false, zone)
  return kinds === combined.join() && untils === combinedUntil.join('\n') ? createLineReader(true, zone) : undefined
}

function createLineReader(hasAgent: boolean, zone: string | undefined): FastPath {
  const timestamps = createTimestampReader(zone)
  let { text, bytes } = chunkOf('')
  let escapeAt = -1

  function turnTo(chunk: LogChunk): void {
    text = chunk.text
    bytes = chunk.bytes
    escapeAt = -1
  }

  function read(start: number, end: number, record: LogRecord): boolean {
    if (escapeAt < start) escapeAt = nextEscape(start)
    if (escapeAt < end) return false
    const all = bytes

    // `203.0.113.9 - - [`
    let at = start
    let address = 0
    for (let place = 0; place < 4; place++) {
      let octet = all[at]! - 48
      if (!(octet >= 0 && octet <= 9)) return false
      let digit = all[++at]! - 48
      if (digit >= 0 && digit <= 9) {
        if (octet === 0) return false
        octet = octet * 10 + digit
        digit = all[++at]! - 48
        if (digit >= 0 && digit <= 9) {
          octet = octet * 10 + digit
          if (octet > 255) return false
          at++
        }
      }
      if (all[at++] !== (place === 3 ? space : 46)) return false
      address = address * 256 + octet
    }
    if (all[at] !== dash || all[at + 1] !== space || all[at + 2] !== dash) return false
    if (all[at + 3] !== space || all[at + 4] !== open) return false

    // `18/Nov/2026:10:00:00 +0000] "`
    at += 5
    const timeEnd = at + timestampLength
    if (timeEnd + 3 > end || all[timeEnd] !== close || all[timeEnd + 1] !== space || all[timeEnd + 2] !== quote)
      return false
    const isSame = timestamps.sameAs(all, at) === timestampLength
    const timeMs = isSame ? timestamps.lastMs() : all[at + 2] === slash ? timestamps.read(all, at, timeEnd) : Number.NaN
    if (!(timeMs >= 0)) return false

    // `GET /path HTTP/1.1" `
    at = timeEnd + 3
    const methodAt = at
    while (all[at]! >= 65 && all[at]! <= 90) at++
    if (at === methodAt || at - methodAt > 20 || all[at] !== space) return false
    const targetAt = at + 1
    at = targetAt
    while (at < end && all[at] !== quote) at++
    const targetEnd = at - 9
    if (at + 5 > end || targetEnd <= targetAt || all[targetEnd] !== space || !isProtocol(all, targetEnd + 1))
      return false

    // `200 `
    if (all[at + 1] !== space) return false
    const hundreds = all[at + 2]! - 48
    const tens = all[at + 3]! - 48
    const ones = all[at + 4]! - 48
    if (!(hundreds >= 0 && hundreds <= 9 && tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9)) return false
    at += 5
    if (at >= end || all[at] !== space) return false
    const replyBytes = readBytes(all, at + 1, end)

    record.agent = undefined
    if (hasAgent) {
      // `5316 "referer" "agent"`
      at++
      while (at < end && all[at] !== space) at++
      if (at + 1 >= end || all[at + 1] !== quote) return false
      const refererEnd = text.indexOf('"', at + 2)
      if (refererEnd < 0 || refererEnd + 3 >= end) return false
      if (all[refererEnd + 1] !== space || all[refererEnd + 2] !== quote) return false
      const agentAt = refererEnd + 3
      const agentEnd = text.indexOf('"', agentAt)
      if (agentEnd < 0 || agentEnd >= end) return false
      const isNone = agentEnd === agentAt || (agentEnd === agentAt + 1 && all[agentAt] === dash)
      if (!isNone) record.agent = text.slice(agentAt, agentEnd)
    }
    record.timeMs = timeMs
    record.ip = ipv4(address)
    record.forwarded = undefined
    record.user = undefined
    record.method =
      targetAt - methodAt === 4 && all[methodAt] === 71 ? get(methodAt) : text.slice(methodAt, targetAt - 1)
    record.target = text.slice(targetAt, targetEnd)
    record.status = hundreds * 100 + tens * 10 + ones
    record.bytes = replyBytes
    record.host = undefined
    record.headers = noHeaders
    return true
  }

  function get(at: number): string {
    return bytes[at + 1] === 69 && bytes[at + 2] === 84 ? 'GET' : text.slice(at, at + 3)
  }

  function nextEscape(at: number): number {
    const found = text.indexOf('\\', at)
    return found < 0 ? text.length : found
  }

  return { turnTo, read }
}

function isProtocol(bytes: Uint8Array, at: number): boolean {
  return (
    bytes[at] === 72 && bytes[at + 1] === 84 && bytes[at + 2] === 84 && bytes[at + 3] === 80 && bytes[at + 4] === slash
  )
}
