import { escapeText } from './escape-text.ts'
import type { LogFields } from './logger.ts'

/**
 * Structured fields as one line of text, `name=value` with a space between: whatever the values hold, the line is one line,
 * moves no cursor, and no value can pass for another field. Values with blanks, quotes or `=` stand in quotes; each is cut
 * after 256 characters.
 */
export function logLine(fields: LogFields): string {
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? quoted(escapeText(value)) : value}`)
    .join(' ')
}

function quoted(text: string): string {
  return text !== '' && !/[\s"=]/u.test(text) ? text : `"${text.replaceAll('"', '\\"')}"`
}
