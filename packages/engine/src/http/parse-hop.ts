import { type IpAddress, parseIp } from '@tidegate/values'

// An address in quotes and brackets with a port takes 55 characters; padding does not count.
const longestHop = 80

/**
 * The address that one element of a forwarding header names, or undefined when it names none (`unknown`, `_hidden`, a
 * host name, an empty element). Blanks and quotes around it, brackets around IPv6, and a port are taken off; nothing else
 * is: a zone id, a leading zero or a short form is no address. Never throws.
 */
export function parseHop(text: string): IpAddress | undefined {
  const trimmed = trimBlanks(text)
  return parseIp(trimmed) ?? parseDressed(unquote(trimmed))
}

/** An address with brackets around it or a port behind it. */
function parseDressed(hop: string): IpAddress | undefined {
  if (hop.length > longestHop) return undefined
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

/** A text without the spaces and tabs around it. */
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

/** A port, or the obfuscated port of RFC 7239 §6.3. */
function isPort(text: string, at: number): boolean {
  return /^:(?:\d{1,5}|_[\w.-]+)$/.test(text.slice(at))
}
