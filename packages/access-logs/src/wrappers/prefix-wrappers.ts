import { createTimestampReader } from '../formats/timestamp-reader.ts'
import { type Fault, blank, isBlankLine } from '../formats/line-reader.ts'
import { chunkOf, type LogChunk } from '../log-chunk.ts'
import { createJoinedPieces } from './joined-pieces.ts'
import type { Peeler, Wrapper } from './wrapper.ts'

const iso = String.raw`\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?`
const day = String.raw`[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{1,6})?`
const host = String.raw`(?:[^\s:"\[\]]+|[\da-f]*:[\da-f]*:[\da-f:.]*)`
const color = String.raw`(?:\x1b\[[\d;]*m)*`

/** What may be in front of each line; the group `time` only if it is a date with a year. `piece` is set for a line that continues. */
const prefixes: Readonly<Record<string, RegExp>> = {
  // 2026-11-18T10:00:00.123456789Z stdout F …
  cri: new RegExp(String.raw`(?<time>${iso}) (?<stream>stdout|stderr) (?:F|(?<piece>P))(?::\S*)? `, 'y'),
  // <190>1 2026-11-18T10:00:00.123Z web1 nginx 1234 - [meta a="b"] …
  syslog5424: new RegExp(
    String.raw`(?:\d{1,6} )?<\d{1,3}>1 (?:-|(?<time>\S{20,40})) \S+ \S+ \S+ \S+ (?:-|(?:\[(?:[^"\]\n]|"(?:[^"\\\n]|\\.)*")*\])+)(?: (?:\xef\xbb\xbf)?)`,
    'y',
  ),
  // <190>Nov 18 10:00:00 web1 nginx[1234]: …, 2026-11-18T10:00:00+0000 web1 nginx: …, heroku[router]: …
  syslog: new RegExp(
    String.raw`(?:\d{1,6} )?(?:<\d{1,3}>)?(?:${day}|(?:[A-Z][a-z]{2} )?(?<time>${iso})) (?:${host} )?[^\s:"\[\]]{1,64}(?:\[[^\s\]]{1,64}\])?: `,
    'y',
  ),
  // 2026/11/18 10:00:00.123\tINFO\thttp.log.access\thandled request\t…, as Caddy writes to a console
  console: new RegExp(
    String.raw`(?<time>\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d(?:\.\d{1,9})?)\t[A-Z]{4,5}\t[\w.-]+\t(?:[^\t\n]*\t)?`,
    'y',
  ),
  // web-1  | …
  compose: new RegExp(String.raw`${color}[\w.-]{1,128} *\|${color} `, 'y'),
  // [pod/web-7d9f/nginx] …
  kubectl: new RegExp(String.raw`\[pod\/[\w.-]+\/[\w.-]+\] `, 'y'),
  // 2026-11-18T10:00:00.123456789Z …
  timestamps: new RegExp(String.raw`(?<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)) `, 'y'),
}

/** The wrappers that write something in front of each line. */
export const prefixWrappers: readonly Wrapper[] = Object.entries(prefixes).map(([name, prefix]) => ({
  name: name.replace(/\d+$/, ''),
  open: () => createPrefixPeeler(prefix),
}))

function createPrefixPeeler(prefix: RegExp): Peeler {
  const timestamps = createTimestampReader()
  const pieces = createJoinedPieces()
  let { text, bytes } = chunkOf('')
  let found: Pick<Peeler, 'start' | 'end' | 'text' | 'receivedMs'> = nothing

  function turnTo(chunk: LogChunk): void {
    text = chunk.text
    bytes = chunk.bytes
  }

  function peel(start: number, end: number): Fault | typeof blank | undefined {
    if (isBlankLine(bytes, start, end)) return blank
    prefix.lastIndex = start
    const match = prefix.exec(text)
    const from = start + (match?.[0].length ?? 0)
    if (match === null || from > end) return 'the line does not begin as the others do'
    const { time, stream = '', piece } = match.groups ?? {}
    if (piece !== undefined) return pieces.add(stream, text.slice(from, end)) ? blank : tooLong
    const receivedMs = time === undefined ? Number.NaN : readTime(time)
    found = { start: from, end, text: undefined, receivedMs }
    if (pieces.isOpen(stream)) found = { ...found, text: pieces.end(stream, text.slice(from, end)) }
    return undefined
  }

  function readTime(written: string): number {
    return timestamps.read(chunkOf(written).bytes, 0, written.length)
  }

  return {
    turnTo,
    peel,
    get start() {
      return found.start
    },
    get end() {
      return found.end
    },
    get text() {
      return found.text
    },
    get receivedMs() {
      return found.receivedMs
    },
    unfinished: pieces.unfinished,
  }
}

const nothing = { start: 0, end: 0, text: undefined, receivedMs: Number.NaN }

/** The reason that is reported for a line whose pieces together are longer than any line that servers write. */
export const tooLong = 'the pieces of the line together are longer than 256 KiB'
