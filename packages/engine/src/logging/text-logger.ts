import { type LogLevel, logLevels } from '@tidegate/model'
import { escapeControls } from '@tidegate/values'
import { escapeText } from './escape-text.ts'
import { inQuotes, logLine } from './log-line.ts'
import type { LogFields, Logger } from './logger.ts'

const maxMessageLength = 2_000

/**
 * Creates a logger that passes lines of text to `write`, such as `console.error`: the level, the message, and the fields as formatted by
 * `logLine`. Each call is one line, without control characters. A message with `=` or a quote, such as one with the name of a rule, is itself in
 * quotes, so that no part of it can be mistaken for a field. Messages less severe than `minLevel` are dropped.
 */
export function createTextLogger(write: (line: string) => void, minLevel: LogLevel = 'info'): Logger {
  const isLevelEnabled = (level: LogLevel): boolean => logLevels.indexOf(level) >= logLevels.indexOf(minLevel)
  const at = (level: LogLevel) => {
    if (!isLevelEnabled(level)) return () => {}
    return (fields: LogFields, message: string): void => {
      write([level, messageText(message), logLine(fields)].join(' ').trimEnd())
    }
  }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error'), isLevelEnabled }
}

function messageText(message: string): string {
  if (/["=]/.test(message)) return inQuotes(escapeText(message, maxMessageLength))
  return escapeControls(message.slice(0, maxMessageLength))
}
