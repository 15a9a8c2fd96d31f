import { chunkOf, type LogChunk } from '../log-chunk.ts'
import type { LogRecord } from '../log-record.ts'
import { type Field, headerField } from './field.ts'
import { createFieldSetter } from './field-setter.ts'
import { blank, type Fault, isBlankLine, type LineReader } from './line-reader.ts'

/** Lines whose columns are not separated by one text, such as padded ones. */
export interface LineShape {
  /**
   * Matches a whole line, or its beginning. Its groups are named `client`, `time`, `request`, `method`, `target`, `status`, `user`,
   * `host`, `agent`, `active`, `elapsed`. It MUST take linear time.
   */
  readonly expression: RegExp
  /** Turns a group into what the field is read from. */
  readonly decode?: (group: string, written: string) => string
}

const fields: Readonly<Record<string, Field>> = {
  client: { kind: 'client' },
  time: { kind: 'time' },
  request: { kind: 'request' },
  method: { kind: 'method' },
  target: { kind: 'target' },
  status: { kind: 'status' },
  user: { kind: 'user' },
  host: { kind: 'host' },
  agent: headerField('user-agent'),
  // Milliseconds; HAProxy writes when it accepted the request, Squid when it had replied.
  active: { kind: 'duration', msPerUnit: 1, timeIsEnd: false },
  elapsed: { kind: 'duration', msPerUnit: 1, timeIsEnd: true },
}

/** Creates a reader of lines with this shape. */
export function createShapedReader(
  { expression, decode }: LineShape,
  zone?: string,
  receivedMs?: () => number,
): LineReader {
  const setter = createFieldSetter(zone, receivedMs)
  let { text, bytes } = chunkOf('')

  function turnTo(chunk: LogChunk): void {
    text = chunk.text
    bytes = chunk.bytes
    setter.turnTo(chunk)
  }

  function read(start: number, end: number, record: LogRecord): Fault | typeof blank | undefined {
    if (isBlankLine(bytes, start, end)) return blank
    const groups = expression.exec(text.slice(start, end))?.groups
    if (groups === undefined) return 'the line does not have the columns of the format'
    setter.begin(record)
    for (const [group, written] of Object.entries(groups) as [string, string | undefined][]) {
      if (written === undefined) continue
      const fault = setter.setText(fields[group]!, decode === undefined ? written : decode(group, written))
      if (fault !== undefined) return fault
    }
    return setter.finish()
  }

  return { turnTo, read }
}
