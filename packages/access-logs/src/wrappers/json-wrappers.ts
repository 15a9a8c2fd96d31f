import { createJsonScan } from '../formats/json-scan.ts'
import { blank, type Fault } from '../formats/line-reader.ts'
import { createTimestampReader } from '../formats/timestamp-reader.ts'
import { chunkOf, type LogChunk } from '../log-chunk.ts'
import { createJoinedPieces } from './joined-pieces.ts'
import { jsonOctets } from './json-octets.ts'
import { tooLong } from './prefix-wrappers.ts'
import type { Peeler, Wrapper } from './wrapper.ts'

/** The wrappers that write each line as a value of a JSON object. */
export const jsonWrappers: readonly Wrapper[] = [
  { name: 'Docker', open: () => createJsonPeeler(['log'], ['time']) },
  { name: 'journald', open: () => createJsonPeeler(['MESSAGE'], ['__REALTIME_TIMESTAMP']) },
  {
    name: 'JSON',
    open: () =>
      createJsonPeeler(
        ['message', 'msg', 'event.original', '@message', 'textPayload', 'line', '_raw'],
        ['@timestamp', 'timestamp', 'time', 'ts'],
      ),
  },
]

type Use = 'message' | 'time' | 'stream'

/** Docker divides longer lines into pieces of this size; all but the last have no line break. */
const pieceLength = 16_384

function createJsonPeeler(messages: readonly string[], times: readonly string[]): Peeler {
  const keys = new Map<string, Use>([
    ...messages.map((name): readonly [string, Use] => [name, 'message']),
    ...times.map((name): readonly [string, Use] => [name, 'time']),
    ['stream', 'stream'],
  ])
  const scan = createJsonScan(keys, take)
  const timestamps = createTimestampReader()
  const pieces = createJoinedPieces()
  let { text, bytes } = chunkOf('')
  let message: string | undefined
  let time = ''
  let stream = ''
  let found = ''

  function take(use: Use, start: number, end: number): void {
    const written = text.slice(start, end)
    if (use === 'time') time = written
    else if (use === 'stream') stream = written
    else message ??= bytes[start - 1] === quoteMark ? (jsonOctets(written) ?? written) : undefined
  }

  function turnTo(chunk: LogChunk): void {
    scan.turnTo(chunk)
    text = chunk.text
    bytes = chunk.bytes
  }

  function peel(start: number, end: number): Fault | typeof blank | undefined {
    message = undefined
    time = ''
    stream = ''
    const fault = scan.read(start, end)
    if (fault !== undefined) return fault
    message ??= messageOfOctets(text.slice(start, end))
    if (message === undefined) return `no \`${messages[0]!}\` in the line`
    if (!message.endsWith('\n') && message.length >= pieceLength) return pieces.add(stream, message) ? blank : tooLong
    const whole = pieces.isOpen(stream) ? pieces.end(stream, message) : message
    found = whole.replace(/\r?\n$/, '')
    return undefined
  }

  /** journald writes a message that is not UTF-8, or contains control characters, as a list of octets. */
  function messageOfOctets(line: string): string | undefined {
    const [name] = messages
    if (!line.includes(`"${name!}"`)) return undefined
    try {
      const value = (JSON.parse(line) as Readonly<Record<string, unknown>>)[name!]
      return Array.isArray(value) && value.every((octet) => typeof octet === 'number')
        ? Buffer.from(value).toString('latin1')
        : undefined
    } catch {
      return undefined
    }
  }

  return {
    turnTo,
    peel,
    start: 0,
    end: 0,
    get text() {
      return found
    },
    get receivedMs() {
      return timestamps.read(chunkOf(time).bytes, 0, time.length)
    },
    unfinished: pieces.unfinished,
  }
}

const quoteMark = 34
