import { formatIp } from '@tidegate/values'
import { blank, type Fault, type LogFormat } from '../formats/line-reader.ts'
import { chunkOf, lineEnd } from '../log-chunk.ts'
import { createLogRecord, type LogRecord } from '../log-record.ts'

/** The result of reading a line: a copy of its record, or the fault. */
export type ReadLine =
  | {
      readonly kind: 'request'
      readonly ip: string
      /** Only if the line contains a list of addresses in place of one. */
      readonly forwarded?: string
      readonly request: Omit<
        LogRecord,
        'bytes' | 'lastsMs' | 'timeIsEnd' | 'ip' | 'forwarded' | 'text' | 'start' | 'end' | 'lineNumber' | 'log'
      >
    }
  | { readonly kind: 'blank' }
  | { readonly kind: 'fault'; readonly fault: Fault }

/** Reads every line of a text with a format. */
export function readLines(format: LogFormat, text: string, headers: readonly string[] = []): readonly ReadLine[] {
  const chunk = chunkOf(text)
  const reader = format.open(new Set(headers))
  reader.turnTo(chunk)
  const lines: ReadLine[] = []
  for (let start = 0; start < text.length;) {
    const end = lineEnd(chunk, start)
    const record = createLogRecord()
    const fault = reader.read(start, end, record)
    if (fault === blank) lines.push({ kind: 'blank' })
    else if (fault !== undefined) lines.push({ kind: 'fault', fault })
    else {
      const { timeMs, user, method, target, status, host, agent } = record
      lines.push({
        kind: 'request',
        ip: formatIp(record.ip),
        ...(record.forwarded !== undefined && { forwarded: record.forwarded }),
        request: { timeMs, user, method, target, status, host, agent, headers: record.headers, logged: record.logged },
      })
    }
    start = end + 1
  }
  return lines
}
