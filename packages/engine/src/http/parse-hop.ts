import { type IpAddress, parseIp } from '@tidegate/values'

// An address in quotes and brackets with a port has 55 characters; white space around it does not count.
const maxHopLength = 80

/**
 * The address in one element of a forwarding header, or undefined if there is none (`unknown`, `_hidden`, a host name, an empty element).
 * Blanks and quotes around it, brackets around IPv6, and a port are removed, but nothing else: an address with a zone id, a leading zero or
 * in short form is invalid. Never throws.
 */
export function parseHop(text: string): IpAddress | undefined {
  const trimmed = trimBlanks(text)
  return parseIp(trimmed) ?? parseWithPort(unquote(trimmed))
}

/** Parses an address in brackets or followed by a port. */
function parseWithPort(hop: string): IpAddress | undefined {
  if (hop.length > maxHopLength) return undefined
  if (hop.charCodeAt(0) === 91) {
    const close = hop.indexOf(']')
    if (close < 0 || (close + 1 < hop.length && !isPort(hop, close + 1))) return undefined
    const literal = hop.slice(1, close)
    return literal.includes(':') ? parseIp(literal) : undefined
  }
  const colon = hop.indexOf(':')
  if (colon < 0 || hop.includes(':', colon + 1)) return parseIp(hop)
  return isPort(hop, colon) ? parseIp(hop.slice(0, colon)) : undefined
}

/** The string without leading and trailing spaces and tabs. */
export function trimBlanks(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isBlank(text.charCodeAt(start))) start++
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--
  return start === 0 && end === text.length ? text : text.slice(start, end)
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9
}

function unquote(text: string): string {
  return text.length >= 2 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text
}

/** Whether the text from `at` on is a port, or an obfuscated port of RFC 7239 §6.3. */
function isPort(text: string, at: number): boolean {
  return /^:(?:\d{1,5}|_[\w.-]+)$/.test(text.slice(at))
}
