import { escapeText } from './escape-text.ts'
import type { LogFields } from './logger.ts'

/**
 * Returns structured fields as one line of text, written as `name=value` and separated by spaces. For any values, the result is a
 * single line without control characters, and no value can be mistaken for another field. Values with white space, quotes or `=` are
 * quoted; each is truncated after 256 characters.
 */
export function logLine(fields: LogFields): string {
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? quoted(escapeText(value)) : value}`)
    .join(' ')
}

function quoted(text: string): string {
  return text !== '' && !/[\s"=]/u.test(text) ? text : inQuotes(text)
}

/** An escaped text in quotes. */
export function inQuotes(text: string): string {
  return `"${text.replaceAll('"', '\\"')}"`
}
