/** How important a log entry is, from the least. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error'
