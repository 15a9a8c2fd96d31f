import type { LogLevel } from '@tidegate/model'
import type { Events } from '../events/events.ts'
import type { LogFields, Logger } from '../logging/logger.ts'
import { createTextLogger } from '../logging/text-logger.ts'
import type { GateOptions } from './gate-options.ts'

/**
 * The logger of a gate: the given one, or by default one that writes warnings and errors to standard error; undefined if the host wants no log. It
 * never throws: a failure to write the log must neither refuse a request nor end the process.
 */
export function openLogger(given: GateOptions['logger'], events: Events): Logger | undefined {
  if (given === false || given === null) return undefined
  const logger = given ?? createTextLogger((line) => console.error(`tidegate: ${line}`), 'warn')
  const at =
    (level: LogLevel) =>
    (fields: LogFields, message: string): void =>
      events.attempt(() => logger[level](fields, message))
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    isLevelEnabled: (level) => {
      let isEnabled = true
      events.attempt(() => {
        isEnabled = logger.isLevelEnabled?.(level) !== false
      })
      return isEnabled
    },
  }
}
