import { chunkOf, findByte, type LogChunk } from '../log-chunk.ts'
import type { LogRecord } from '../log-record.ts'
import type { Field } from './field.ts'
import { createFieldSetter } from './field-setter.ts'
import { blank, type Fault, isBlankLine, type LineReader } from './line-reader.ts'
import type { LogPattern } from './log-pattern.ts'
import { isEscaped, unescape } from './unescape.ts'

const space = 32
const minus = 45
const quoteMark = 34

/** A step as it is walked. */
interface Walk {
  /** Absent where nothing is looked at. */
  readonly field: Field | undefined
  readonly isTime: boolean
  /** A name that ends at the last place that could end it, in front of the next quote. */
  readonly endsLate: boolean
  /** The place behind it is the time, and a quote ends that: when it says what it said in the line before, both are passed at once. */
  readonly timeFollows: boolean
  readonly quoted: boolean
  readonly until: Uint8Array
  readonly missing: Fault
}

/** Reads lines that a pattern lays out, and of header fields those that are asked for. */
export function createPatternReader(pattern: LogPattern, headers: ReadonlySet<string>, zone?: string): LineReader {
  const { openEnd } = pattern
  const head = chunkOf(pattern.head).bytes
  const walks = pattern.steps.map(({ field, name, until, quoted }, index): Walk => {
    const next = pattern.steps[index + 1]
    const unwanted = field.kind === 'ignored' || (field.kind === 'header' && !headers.has(field.name))
    return {
      field: unwanted ? undefined : field,
      isTime: field.kind === 'time',
      // Only where nothing between the name and the quote can look like its end: `$remote_user [$time_local] "`.
      endsLate: field.kind === 'user' && next?.field.kind === 'time' && /\[/.test(until) && next.until.includes('"'),
      timeFollows: field.kind === 'user' && next?.field.kind === 'time' && next.until.includes('"'),
      quoted,
      until: chunkOf(until).bytes,
      missing: `\`${name}\` is not followed by \`${until}\``,
    }
  })
  const setter = createFieldSetter(zone)
  let { text, bytes } = chunkOf('')
  // WHY: where the next quote and backslash stand is remembered, so that lines without any do not make every search go
  // through the rest of the chunk.
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
    if (!follows(head, start, end)) return 'it does not begin as the format does'
    setter.begin(record)
    let at = start + head.length
    for (let index = 0; index < walks.length; index++) {
      const walk = walks[index]!
      if (walk.timeFollows && bytes[at] === minus && follows(walk.until, at + 1, end)) {
        // Nobody, and a stamp behind which a quote stands: no name can hold that.
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

  /** Where the place that begins at `at` ends, or -1 when what must follow it is not there. */
  function stopOf({ quoted, until, endsLate }: Walk, at: number, end: number): number {
    if (quoted) return closingQuote(until, at, end)
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
   * WHY: a name is what a client sent, and may hold what stands behind it (`x [17/Nov/2026…`), but never a quote, which servers
   * escape; Apache writes two for an empty name. So of the places where it could end, the last one in front of the next quote is the right one.
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
