/**
 * Where a gate writes what happened: structured fields first, then a sentence, as pino and others take them. Fields hold what clients
 * sent, cut to 256 characters but not escaped: the logger has to write them as data.
 */
export interface Logger {
  readonly debug: (fields: LogFields, message: string) => void
  readonly info: (fields: LogFields, message: string) => void
  readonly warn: (fields: LogFields, message: string) => void
  readonly error: (fields: LogFields, message: string) => void
}

export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>
