import type { LogLevel } from '@tidegate/model'
import { escapeControls } from '@tidegate/values'
import { logLine } from './log-line.ts'
import type { LogFields, Logger } from './logger.ts'

/** From the least to the most severe. */
const levels: readonly LogLevel[] = ['debug', 'info', 'warn', 'error']

const maxMessageLength = 2_000

/**
 * Creates a logger that passes lines of text to `write`, such as `console.error`: the level, the message, and the fields as formatted by
 * `logLine`. Each call is one line, without control characters. Messages less severe than `minLevel` are dropped.
 */
export function createTextLogger(write: (line: string) => void, minLevel: LogLevel = 'info'): Logger {
  const at = (level: LogLevel) => {
    if (levels.indexOf(level) < levels.indexOf(minLevel)) return () => {}
    return (fields: LogFields, message: string): void => {
      write([level, escapeControls(message.slice(0, maxMessageLength)), logLine(fields)].join(' ').trimEnd())
    }
  }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}
