import { blank, type LogFormat } from './formats/line-reader.ts'
import { type LogChunk, lineEnd } from './log-chunk.ts'
import { createLogRecord } from './log-record.ts'

const maxLines = 1_000

/**
 * Returns whether the lines of a log contain a header field: as its format says, or else as the first thousand lines show. Of those, it
 * looks for `Host`, `User-Agent` and the `wanted` fields.
 */
export function loggedHeaders(
  format: LogFormat,
  chunk: LogChunk,
  wanted: ReadonlySet<string>,
): (header: string) => boolean {
  const { headers } = format
  if (headers !== undefined) return (header) => headers.includes(header)
  const seen = new Set<string>()
  const record = createLogRecord()
  const reader = format.open(wanted)
  reader.turnTo(chunk)
  for (let start = 0, lines = 0; start < chunk.text.length && lines < maxLines; lines++) {
    const end = lineEnd(chunk, start)
    const fault = reader.read(start, end, record)
    start = end + 1
    if (fault === blank || fault !== undefined) continue
    if (record.logged?.kind === 'policy') for (const header of record.logged.headers) seen.add(header)
    if (record.host !== undefined) seen.add('host')
    if (record.agent !== undefined) seen.add('user-agent')
    for (let at = 0; at < record.headers.length; at += 2) seen.add(record.headers[at]!)
  }
  return (header) => seen.has(header)
}
