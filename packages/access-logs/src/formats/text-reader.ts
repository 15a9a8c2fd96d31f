import type { LineReader } from './line-reader.ts'
import type { LogPattern } from './log-pattern.ts'
import { createFastPath } from './fast-path.ts'
import { createPatternReader } from './pattern-reader.ts'

/** Creates a reader of lines with this layout, with a fast path for usual lines. It reads only the requested header fields. */
export function createTextReader(
  pattern: LogPattern,
  headers: ReadonlySet<string>,
  zone?: string,
  receivedMs?: () => number,
): LineReader {
  const general = createPatternReader(pattern, headers, zone, receivedMs)
  const fast = createFastPath(pattern, headers, zone)
  if (fast === undefined) return general
  return {
    turnTo: (chunk) => {
      general.turnTo(chunk)
      fast.turnTo(chunk)
    },
    read: (start, end, record) => (fast.read(start, end, record) ? undefined : general.read(start, end, record)),
  }
}
