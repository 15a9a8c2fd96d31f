import type { LineReader } from './line-reader.ts'
import type { LogPattern } from './log-pattern.ts'
import { ordinaryLines } from './fast-path.ts'
import { createPatternReader } from './pattern-reader.ts'

/** Reads lines that a pattern lays out, and of header fields those that are asked for: ordinary lines on a way of their own. */
export function createTextReader(pattern: LogPattern, headers: ReadonlySet<string>, zone?: string): LineReader {
  const any = createPatternReader(pattern, headers, zone)
  const ordinary = ordinaryLines(pattern, headers, zone)
  if (ordinary === undefined) return any
  return {
    turnTo: (chunk) => {
      any.turnTo(chunk)
      ordinary.turnTo(chunk)
    },
    read: (start, end, record) => (ordinary.read(start, end, record) ? undefined : any.read(start, end, record)),
  }
}
