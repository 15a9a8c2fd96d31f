import type { LogFields, Logger } from '@tidegate/engine'

/** A log for one of several policies: each line names its file in the field `policy`. */
export function logOfPolicy(logger: Logger, policy: string): Logger {
  const named =
    (level: keyof Logger) =>
    (fields: LogFields, message: string): void =>
      logger[level]({ policy, ...fields }, message)
  return { debug: named('debug'), info: named('info'), warn: named('warn'), error: named('error') }
}
