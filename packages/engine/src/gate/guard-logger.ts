import type { Events } from '../events/events.ts'
import type { LogFields, Logger } from '../logging/logger.ts'

/** A logger that never throws: a failure to write the log must neither refuse a request nor end the process. */
export function guardLogger(logger: Logger, events: Events): Logger {
  const at =
    (level: keyof Logger) =>
    (fields: LogFields, message: string): void =>
      events.attempt(() => logger[level](fields, message))
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}
