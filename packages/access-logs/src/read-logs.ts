import { chunksOf } from './input/chunks-of.ts'
import type { CutChunk } from './input/chunker.ts'
import { firstTime } from './first-time.ts'
import type { LogSource } from './input/log-source.ts'
import { createLogCursor, type CursorSummary, type LogCursor } from './log-cursor.ts'
import type { ReadLogsOptions } from './read-options.ts'

/** What was read of one log. */
export interface LogSummary extends CursorSummary {
  readonly name: string
  /** Why the log was not read to its end, if so. */
  readonly broken: string | undefined
}

/** What `readLogs` has read when it ends. */
export interface LogsRead {
  /** The logs that were reached, in the order in which they were named. */
  readonly logs: readonly LogSummary[]
  readonly lines: number
  /** Empty lines and directives. */
  readonly blank: number
  /** Whether every log was read to its end. */
  readonly complete: boolean
}

/**
 * Reads logs into the sequencer, merged by the times of their requests, and then ends the sequencer. Requests with equal times
 * keep the order in which the logs are named. A log is opened when the time of its first request is reached, so memory does not
 * grow with the number of consecutive logs. Throws `LogError` for a log that cannot be opened, or whose first lines match no
 * format. A log that breaks off, such as a truncated gzip file, is read up to that point.
 */
export async function readLogs(options: ReadLogsOptions): Promise<LogsRead> {
  const { sources, signal, sequencer } = options
  const totals = { bytes: 0, lines: 0, blank: 0 }
  const waiting = await inOrder(options)
  const opened: OpenLog[] = []
  let reading: OpenLog[] = []
  try {
    while (!signal.aborted && (reading.length > 0 || waiting.length > 0)) {
      const next = earliest(reading)
      if (next === undefined || (waiting[0]?.firstMs ?? Infinity) <= next.cursor.headMs()) {
        const log = openLog(sources[waiting[0]!.log]!, waiting[0]!.log, totals, options)
        waiting.shift()
        opened.push(log)
        if (await log.fill()) reading.push(log)
        continue
      }
      const other = earliest(reading, next)
      const otherMs = other?.cursor.headMs() ?? Infinity
      const waitingMs = waiting[0]?.firstMs ?? Infinity
      next.cursor.run(Math.min(otherMs, waitingMs), waitingMs > otherMs && other !== undefined && next.log < other.log)
      if (Number.isNaN(next.cursor.headMs()) && !(await next.fill())) reading = reading.filter((log) => log !== next)
    }
  } finally {
    for (const log of opened) await log.close()
  }
  // INVARIANT: every line that was read has been evaluated, or is blank or unreadable, even if reading was interrupted.
  for (let log = earliest(reading); log !== undefined; log = earliest(reading)) {
    const stopped = log
    stopped.cursor.stop()
    reading = reading.filter((each) => each !== stopped)
  }
  sequencer.end()
  const logs = opened.toSorted((one, two) => one.log - two.log).map((log) => log.summary())
  const complete = !signal.aborted && logs.every(({ broken }) => broken === undefined)
  return { logs, lines: totals.lines, blank: totals.blank, complete }
}

interface WaitingLog {
  readonly log: number
  readonly firstMs: number
}

/** The logs in the order of their first requests. A single log is not opened for this. */
async function inOrder(options: ReadLogsOptions): Promise<WaitingLog[]> {
  const { sources, signal } = options
  if (sources.length === 1) return [{ log: 0, firstMs: -Infinity }]
  const logs: WaitingLog[] = []
  for (const [log, source] of sources.entries()) {
    if (signal.aborted) break
    logs.push({ log, firstMs: await firstTime(source, options) })
  }
  return logs.toSorted((one, two) => one.firstMs - two.firstMs || one.log - two.log)
}

interface OpenLog {
  readonly log: number
  readonly cursor: LogCursor
  /** Reads until one request is buffered; false at the end of the log. */
  readonly fill: () => Promise<boolean>
  readonly summary: () => LogSummary
  readonly close: () => Promise<void>
}

function openLog(
  source: LogSource,
  log: number,
  totals: { bytes: number; lines: number; blank: number },
  options: ReadLogsOptions,
): OpenLog {
  const { signal, onProgress } = options
  let broken: string | undefined
  let isEnded = false
  const chunks: AsyncGenerator<CutChunk, void> = chunksOf(source, {
    signal,
    onBytes: (count) => {
      totals.bytes += count
    },
    onBroken: (reason) => {
      broken = reason
    },
  })
  const cursor = createLogCursor(source, log, totals, options)

  async function fill(): Promise<boolean> {
    for (;;) {
      const chunk = await chunks.next()
      if (chunk.done === true) {
        if (!isEnded) cursor.end()
        isEnded = true
        return false
      }
      cursor.turnTo(chunk.value)
      onProgress(totals)
      if (!Number.isNaN(cursor.headMs())) return true
    }
  }

  return {
    log,
    cursor,
    fill,
    summary: () => ({ name: source.name, broken, ...cursor.summary() }),
    close: async () => {
      await chunks.return()
    },
  }
}

/**
 * Returns the log with the earliest next request; if several have equal times, the one that was named first. `but` is not
 * considered.
 */
function earliest(logs: readonly OpenLog[], but?: OpenLog): OpenLog | undefined {
  let first: OpenLog | undefined
  for (const log of logs) {
    if (log === but) continue
    if (first === undefined) first = log
    else {
      const ms = log.cursor.headMs()
      const firstMs = first.cursor.headMs()
      if (ms < firstMs || (ms === firstMs && log.log < first.log)) first = log
    }
  }
  return first
}
