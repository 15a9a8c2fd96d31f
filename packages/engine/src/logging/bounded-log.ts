import type { LogLevel } from '@tidegate/model'
import { logLevels } from '@tidegate/model'
import type { LogFields, Logger } from './logger.ts'

/** A log with a bound on its lines in total, however many subjects cause them. */
export interface BoundedLog {
  /**
   * Writes a line, or counts it if too many were written lately. `what` says in a word what the line is about; there MUST be few different ones,
   * none of them from a client.
   */
  readonly write: (what: string, level: LogLevel, fields: LogFields, message: string, nowMs: number) => void
  /** Whether lines of this level are written at all. */
  readonly isEnabled: (level: LogLevel) => boolean
  /** Writes how many lines were held back, if any were. */
  readonly flush: () => void
}

/** How many lines are written at once; after that, one a second. */
const burst = 100
const refillMs = 1_000

/** How often the number of lines that were held back is written at most. */
const summaryMs = 10_000

/**
 * Creates a bounded log: 100 lines at once, and after that one a second. The next line after some were held back, and `flush`, are preceded by one
 * that says how many lines of what were held back, at the most severe of their levels; while the bound is reached, this is written at most every ten
 * seconds.
 */
export function createBoundedLog(logger: Logger): BoundedLog {
  const held = new Map<string, number>()
  let severest: LogLevel = 'debug'
  /** The time at which the budget is full again. */
  let fullAtMs = -Infinity
  let summaryAtMs = -Infinity

  function flush(): void {
    if (held.size === 0) return
    const counts = [...held]
    const level = severest
    held.clear()
    severest = 'debug'
    const total = counts.reduce((sum, [, count]) => sum + count, 0)
    const parts = counts.map(([what, count]) => `${count} ${what}`).join(', ')
    const lines = total === 1 ? 'one line was' : `${total} lines were`
    logger[level]({ code: 'log-held-back', lines: total }, `${lines} held back to bound the log: ${parts}`)
  }

  function isEnabled(level: LogLevel): boolean {
    return logger.isLevelEnabled?.(level) !== false
  }

  function write(what: string, level: LogLevel, fields: LogFields, message: string, nowMs: number): void {
    // Lines that are not written must not displace others.
    if (!isEnabled(level)) return
    const freeAtMs = fullAtMs - (burst - 1) * refillMs
    if (nowMs < freeAtMs) {
      held.set(what, (held.get(what) ?? 0) + 1)
      if (logLevels.indexOf(level) > logLevels.indexOf(severest)) severest = level
      return
    }
    fullAtMs = Math.max(fullAtMs, nowMs) + refillMs
    if (held.size > 0 && nowMs - summaryAtMs >= summaryMs) {
      summaryAtMs = nowMs
      flush()
    }
    logger[level](fields, message)
  }

  return { write, isEnabled, flush }
}
