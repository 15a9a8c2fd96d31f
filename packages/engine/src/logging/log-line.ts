import { escapeText } from './escape-text.ts'
import type { LogFields } from './logger.ts'

/**
 * Structured fields as one line of text, `name=value` separated by spaces. For any values it is a single line, moves no cursor,
 * and no value can be mistaken for another field. Values with white space, quotes or `=` are quoted; each is truncated after
 * 256 characters.
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
