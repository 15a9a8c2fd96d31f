import type { LogFormat } from './formats/line-reader.ts'
import { chunksOf } from './input/chunks-of.ts'
import type { LogSource } from './input/log-source.ts'
import { detectWrappedFormat } from './wrappers/detect-wrapped-format.ts'

/**
 * Whether all logs are decision logs, by their first lines. A log that can be read only once, such as standard input, is one if `formats` allows
 * no other. Throws `LogError` if a log cannot be read at all.
 */
export async function areDecisionLogs(
  sources: readonly LogSource[],
  { formats, signal }: { readonly formats: readonly LogFormat[]; readonly signal: AbortSignal },
): Promise<boolean> {
  if (formats.every(isDecisionFormat)) return true
  for (const source of sources) {
    if (source.bytes === undefined || !(await isDecisionLog(source, formats, signal))) return false
  }
  return sources.length > 0
}

async function isDecisionLog(source: LogSource, formats: readonly LogFormat[], signal: AbortSignal): Promise<boolean> {
  for await (const chunk of chunksOf(source, { signal, onBytes: () => {}, onBroken: () => {} })) {
    // WHY: its lines are JSON, also inside what a collector writes, and detecting a format tries all of them.
    if (!chunk.text.includes('{')) return false
    const detection = detectWrappedFormat(chunk, formats)
    return detection.kind === 'format' && isDecisionFormat(detection.format)
  }
  return false
}

function isDecisionFormat({ name }: LogFormat): boolean {
  return name === 'tidegate' || name.startsWith('tidegate in ')
}
