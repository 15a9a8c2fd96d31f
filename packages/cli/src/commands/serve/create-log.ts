import { createTextLogger, type LogFields, type Logger } from '@tidegate/engine'
import type { ServeLogFormat, ServeLogLevel } from '@tidegate/node'

const levels: readonly ServeLogLevel[] = ['debug', 'info', 'warn', 'error']

/** Creates the log of the gateway: lines of text, or one JSON object on each line with `time`, `level` and `message`. */
export function createLog(format: ServeLogFormat, minLevel: ServeLogLevel, write: (text: string) => void): Logger {
  if (format === 'text') return createTextLogger((line) => write(`${new Date().toISOString()} ${line}\n`), minLevel)
  const isLevelEnabled = (level: ServeLogLevel): boolean => levels.indexOf(level) >= levels.indexOf(minLevel)
  const at = (level: ServeLogLevel) => {
    if (!isLevelEnabled(level)) return () => {}
    return (fields: LogFields, message: string): void =>
      write(`${asciiControls(JSON.stringify({ time: new Date().toISOString(), level, message, ...fields }))}\n`)
  }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error'), isLevelEnabled }
}

/** Escapes what JSON allows in a string, and what ends lines or controls a terminal: C1 controls, line separators and marks of direction. */
function asciiControls(json: string): string {
  return json.replaceAll(
    /[\u007F-\u009F\u200E\u200F\u2028-\u202E\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
