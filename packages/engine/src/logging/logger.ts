import type { LogLevel } from '@tidegate/dsl'
import type { LogFields } from './log-fields.ts'
import { logLine } from './log-line.ts'

/**
 * Where a gate writes what it did: the shape of pino and others that take an object and a message. Methods MUST NOT throw and
 * SHOULD return at once; they are called while a request waits.
 */
export type Logger = Readonly<Record<LogLevel, (fields: LogFields, message: string) => void>>

/** From the least to the most severe. */
const levels: readonly LogLevel[] = ['debug', 'info', 'warn', 'error']

/**
 * A logger that hands lines of text to `write`, such as `console.error`: the level, the message, and the fields as `logLine`
 * writes them. What is less severe than `least` is dropped.
 */
export function createTextLogger(write: (line: string) => void, least: LogLevel = 'info'): Logger {
  const at = (level: LogLevel) => {
    if (levels.indexOf(level) < levels.indexOf(least)) return () => {}
    return (fields: LogFields, message: string): void => write([level, message, logLine(fields)].join(' ').trimEnd())
  }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}
