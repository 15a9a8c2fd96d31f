import type { LogLevel } from '@tidegate/model'

/**
 * The log of a gate. Methods take structured fields first, then a message, like those of pino. Fields contain data from clients, truncated
 * to 256 characters but not escaped: the logger has to write them as data.
 */
export interface Logger {
  readonly debug: (fields: LogFields, message: string) => void
  readonly info: (fields: LogFields, message: string) => void
  readonly warn: (fields: LogFields, message: string) => void
  readonly error: (fields: LogFields, message: string) => void
  /** Whether lines of this level are written, as in pino and winston; others are not even composed. Absent: all are. */
  readonly isLevelEnabled?: (level: LogLevel) => boolean
}

/** The named values of a log entry. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>
