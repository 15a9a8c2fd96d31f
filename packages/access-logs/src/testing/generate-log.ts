import { formatEntry, headOf, type WrittenFormat } from './format-entry.ts'
import { generateTraffic, type TrafficOptions } from './generate-traffic.ts'

/** Options of a generated log. Equal options give equal logs. */
export interface LogOptions extends TrafficOptions {
  /** Default `combined`. */
  readonly format?: WrittenFormat
}

const chunkCharacters = 65_536

/**
 * Yields the text of an access log in chunks of about 64 KiB, each ending with a whole line; memory does not grow with `lines`.
 */
export function* generateLog(options: LogOptions): Generator<string> {
  const format = options.format ?? 'combined'
  let chunk = headOf(format)
  for (const entry of generateTraffic(options)) {
    chunk += `${formatEntry(entry, format)}\n`
    if (chunk.length < chunkCharacters) continue
    yield chunk
    chunk = ''
  }
  if (chunk !== '') yield chunk
}
