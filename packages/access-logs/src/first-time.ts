import { createLogCursor } from './log-cursor.ts'
import type { ReadLogsOptions } from './read-options.ts'
import { createSequencer } from './sequencer.ts'
import { createUnreadable } from './unreadable.ts'
import { chunksOf } from './input/chunks-of.ts'
import type { LogSource } from './input/log-source.ts'

/**
 * Returns the time of a log's first request, so that the log can stay closed until that time is reached. Returns `-Infinity` if
 * the first chunk contains no request, or if the log can be read only once. Throws `LogError` if the log cannot be read at all.
 */
export async function firstTime(
  source: LogSource,
  { formats, zone, signal, withEvents = false }: Pick<ReadLogsOptions, 'formats' | 'zone' | 'signal' | 'withEvents'>,
): Promise<number> {
  if (source.bytes === undefined) return -Infinity
  const cursor = createLogCursor(
    source,
    0,
    { lines: 0, blank: 0 },
    {
      formats,
      zone,
      headers: new Set(),
      sequencer: createSequencer({ windowMs: 0, maxWaiting: 1, take: () => {} }),
      unreadable: createUnreadable(),
      withEvents,
    },
  )
  for await (const chunk of chunksOf(source, { signal, onBytes: () => {}, onBroken: () => {} })) {
    cursor.turnTo(chunk)
    return Number.isNaN(cursor.headMs()) ? -Infinity : cursor.headMs()
  }
  return -Infinity
}
