import type { LogLevel } from '@tidegate/model'
import type { LogFields, Logger } from './logger.ts'

/** A logger whose lines begin with these fields, and which writes the levels that `logger` writes. */
export function withFields(logger: Logger, labels: LogFields): Logger {
  const at =
    (level: LogLevel) =>
    (fields: LogFields, message: string): void =>
      logger[level]({ ...labels, ...fields }, message)
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    isLevelEnabled: (level) => logger.isLevelEnabled?.(level) !== false,
  }
}
