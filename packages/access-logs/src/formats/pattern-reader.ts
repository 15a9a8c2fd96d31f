import { chunkOf, findByte, type LogChunk } from '../log-chunk.ts'
import type { LogRecord } from '../log-record.ts'
import { type Field, wantedField } from './field.ts'
import { createFieldSetter } from './field-setter.ts'
import { blank, type Fault, isBlankLine, type LineReader } from './line-reader.ts'
import type { LogPattern } from './log-pattern.ts'
import { isEscaped, unescape } from './unescape.ts'

const space = 32
const minus = 45
const quoteMark = 34
const comma = 44
const colon = 58
const plus = 43
// `2026-11-18`
const dateLength = 10
const group = chunkOf(' : ').bytes

/** A step, prepared for reading. */
interface Walk {
  /** Absent if the field is skipped. */
  readonly field: Field | undefined
  readonly isTime: boolean
  /** Whether this is a user name that ends at the last possible position before the next quote. */
  readonly endsLate: boolean
  /** Whether the field may be a list: a comma in front of the text that follows it belongs to the list, as in `203.0.113.9, 10.0.0.2 `. */
  readonly isList: boolean
  /**
   * Whether the next field is the time, followed by a quote. If there is no user and the timestamp is that of the previous line,
   * both fields are skipped at once.
   */
  readonly timeFollows: boolean
  readonly quoted: boolean
  readonly until: Uint8Array
  readonly missing: Fault
}

/** Creates a reader of lines with this layout. It reads only the requested header fields. */
export function createPatternReader(
  pattern: LogPattern,
  headers: ReadonlySet<string>,
  zone?: string,
  receivedMs?: () => number,
): LineReader {
  const { openEnd } = pattern
  const head = chunkOf(pattern.head).bytes
  const walks = pattern.steps.map(({ field, name, until, quoted }, index): Walk => {
    const next = pattern.steps[index + 1]
    const unwanted = field.kind === 'ignored' || (field.kind === 'header' && !headers.has(field.name))
    return {
      field: unwanted ? undefined : wantedField(field, headers),
      isTime: field.kind === 'time',
      // A name ends late only if nothing between the name and the quote can look like the end of the name, as in `$remote_user
      // [$time_local] "`.
      endsLate: field.kind === 'user' && next?.field.kind === 'time' && /\[/.test(until) && next.until.includes('"'),
      timeFollows: field.kind === 'user' && next?.field.kind === 'time' && next.until.includes('"'),
      isList: !quoted && until.startsWith(' ') && mayBeList(field, name),
      quoted,
      until: chunkOf(until).bytes,
      missing: `\`${name}\` is not followed by \`${until}\``,
    }
  })
  const setter = createFieldSetter(zone, receivedMs)
  let { text, bytes } = chunkOf('')
  // WHY: the positions of the next quote and backslash are remembered, so that lines without any do not make every search scan
  // the rest of the chunk.
  let quoteAt = -1
  let escapeAt = -1

  function turnTo(chunk: LogChunk): void {
    setter.turnTo(chunk)
    text = chunk.text
    bytes = chunk.bytes
    quoteAt = -1
    escapeAt = -1
  }

  function nextQuote(at: number): number {
    if (quoteAt >= at) return quoteAt
    quoteAt = text.indexOf('"', at)
    if (quoteAt < 0) quoteAt = text.length
    return quoteAt
  }

  function nextEscape(at: number): number {
    if (escapeAt >= at) return escapeAt
    escapeAt = text.indexOf('\\', at)
    if (escapeAt < 0) escapeAt = text.length
    return escapeAt
  }

  function read(start: number, end: number, record: LogRecord): Fault | typeof blank | undefined {
    if (end === start || (bytes[start]! <= space && isBlankLine(bytes, start, end))) return blank
    if (!follows(head, start, end)) return 'the line does not start as the format requires'
    setter.begin(record)
    let at = start + head.length
    for (let index = 0; index < walks.length; index++) {
      const walk = walks[index]!
      if (walk.timeFollows && bytes[at] === minus && follows(walk.until, at + 1, end)) {
        // This is the case of no user and a timestamp followed by a quote, which a user name cannot contain.
        const timeAt = at + 1 + walk.until.length
        const length = setter.setSameTime(timeAt)
        const { until } = walks[index + 1]!
        if (length > 0 && follows(until, timeAt + length, end)) {
          at = timeAt + length + until.length
          index++
          continue
        }
      }
      const sameTime = walk.isTime ? setter.setSameTime(at) : 0
      if (sameTime > 0 && follows(walk.until, at + sameTime, end)) {
        at += sameTime + walk.until.length
        continue
      }
      const stop = stopOf(walk, at, end)
      if (stop < 0) return walk.missing
      if (walk.field !== undefined) {
        if (walk.field.kind === 'status' && !isStatus(at, stop)) return 'the status is not a number of three digits'
        const fault =
          nextEscape(at) >= stop
            ? setter.set(walk.field, at, stop)
            : setter.setText(walk.field, unescape(text.slice(at, stop)))
        if (fault !== undefined) return fault
      }
      at = stop + walk.until.length
    }
    return setter.finish()
  }

  /** Returns where the field that starts at `at` ends, or -1 if the text that must follow it is missing. */
  function stopOf({ quoted, until, endsLate, isList, isTime }: Walk, at: number, end: number): number {
    if (quoted) return closingQuote(until, at, end)
    if (isList) return stopOfList(until, at, end)
    if (isTime && until[0] === space) return stopOfTime(until, at, end)
    if (until.length === 0) return openEnd ? findByte(bytes, space, at, end) : end
    if (endsLate) return stopOfUser(until, at, end)
    return find(until, at, end)
  }

  function find(until: Uint8Array, at: number, end: number): number {
    for (let stop = at; stop < end; stop++) {
      stop = findByte(bytes, until[0]!, stop, end)
      if (follows(until, stop, end)) return stop
    }
    return -1
  }

  /** nginx separates the values of a list by `, `, and those of several groups of servers by ` : `. */
  function stopOfList(until: Uint8Array, at: number, end: number): number {
    let stop = find(until, at, end)
    while (stop > at && (bytes[stop - 1] === comma || isInGroup(stop, end))) stop = find(until, stop + 1, end)
    return stop
  }

  /** A date is followed by a blank and the time of day, and that may be by a blank and an offset. */
  function stopOfTime(until: Uint8Array, at: number, end: number): number {
    let stop = find(until, at, end)
    if (stop - at === dateLength && isDigit(bytes[stop + 1]!)) stop = find(until, stop + 1, end)
    const isOffset = stop >= 0 && (bytes[stop + 1] === plus || bytes[stop + 1] === minus)
    return isOffset && isDigit(bytes[stop + 2]!) ? find(until, stop + 1, end) : stop
  }

  function isInGroup(stop: number, end: number): boolean {
    return follows(group, stop, end) || (bytes[stop - 1] === colon && bytes[stop - 2] === space)
  }

  /** Whether this is a status, or what servers write if they sent none: `-`, `0`, `-1`. */
  function isStatus(at: number, stop: number): boolean {
    if (stop - at === 3) return isDigit(bytes[at]!) && isDigit(bytes[at + 1]!) && isDigit(bytes[at + 2]!)
    const written = text.slice(at, stop)
    return written === '-' || written === '0' || written === '-1'
  }

  function follows(until: Uint8Array, at: number, end: number): boolean {
    if (at + until.length > end) return false
    for (let i = 0; i < until.length; i++) if (bytes[at + i] !== until[i]) return false
    return true
  }

  function closingQuote(until: Uint8Array, at: number, end: number): number {
    let quote = nextQuote(at)
    if (nextEscape(at) < quote) while (quote < end && isEscaped(bytes, quote, at)) quote = nextQuote(quote + 1)
    return quote < end && follows(until, quote, end) ? quote : -1
  }

  /**
   * WHY: a user name comes from the client and may contain the text that follows it (`x [17/Nov/2026…`), but never a quote, since
   * servers escape it; Apache writes two quotes for an empty name. So of the positions where the name could end, the last one
   * before the next quote is right.
   */
  function stopOfUser(until: Uint8Array, at: number, end: number): number {
    if (bytes[at] === quoteMark && bytes[at + 1] === quoteMark) return find(until, at + 2, end)
    const quote = until.includes(quoteMark) ? end : Math.min(nextQuote(at), end)
    if (quote === end) return find(until, at, end)
    const first = until[0]!
    for (let stop = quote - until.length; stop >= at; stop--) {
      if (bytes[stop] === first && follows(until, stop, end)) return stop
    }
    return -1
  }

  return { turnTo, read }
}

/**
 * Whether a field may be a list: the client, where a server writes what proxies forwarded; a header field; or what nginx knows about the
 * servers that it asked.
 */
function mayBeList({ kind }: Field, name: string): boolean {
  return kind === 'client' || kind === 'header' || kind === 'forwarded' || name.startsWith('$upstream_')
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}
