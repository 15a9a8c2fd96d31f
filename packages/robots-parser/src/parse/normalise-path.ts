import { toOctets, type Octets } from './octets.ts'

/**
 * A path, query included, in the one spelling in which paths and patterns are compared (RFC 9309 §2.2.2 and §2.2.3,
 * RFC 3986 §2.3): escapes of unreserved characters are decoded, all other escapes written in capitals, what may not stand
 * in a URL is escaped, and so are `*` and `$`, which in patterns mean something. O(n).
 */
export function normalisePath(path: string): Octets {
  return normalise(isPlain(path) ? path : octetsOf(path))
    .replaceAll('*', '%2A')
    .replaceAll('$', '%24')
}

/**
 * A pattern in the same spelling. `*` stays, and so does `$` at the end; any other `$` is a literal one. O(n).
 */
export function normalisePattern(octets: Octets): Octets {
  const normal = normalise(octets)
  const dollar = normal.indexOf('$')
  if (dollar < 0 || dollar === normal.length - 1) return normal
  const body = normal.endsWith('$') ? normal.slice(0, -1) : normal
  return body.replaceAll('$', '%24') + (normal.endsWith('$') ? '$' : '')
}

/**
 * The pattern and its other spellings: RFC 9309 §2.2.2 has `/foo/bar?baz=https://foo.bar` match
 * `/foo/bar?baz=https%3A%2F%2Ffoo.bar`, so in a query general delimiters count as their escapes and the other way round. At most three.
 */
export function patternForms(pattern: Octets): readonly Octets[] {
  const mark = pattern.indexOf('?')
  if (mark < 0) return [pattern]
  const path = pattern.slice(0, mark + 1)
  const query = pattern.slice(mark + 1)
  if (!/[:/?@[\]]|%(?:3A|2F|3F|40|5B|5D)/.test(query)) return [pattern]
  const escaped = path + query.replaceAll(/[:/?@[\]]/g, (character) => escape(character.charCodeAt(0)))
  const plain =
    path + query.replaceAll(/%(?:3A|2F|3F|40|5B|5D)/g, (code) => String.fromCharCode(parseInt(code.slice(1), 16)))
  return [...new Set([pattern, escaped, plain])]
}

function normalise(octets: Octets): Octets {
  if (isPlain(octets) && !octets.includes('%')) return octets
  let normal = ''
  let copied = 0
  for (let index = 0; index < octets.length; index++) {
    const code = octets.charCodeAt(index)
    const escaped = code === 0x25 ? hexPair(octets, index + 1) : -1
    if (escaped < 0 && !mustEscape(code)) continue
    normal += octets.slice(copied, index)
    normal += escaped < 0 ? escape(code) : isUnreserved(escaped) ? String.fromCharCode(escaped) : escape(escaped)
    if (escaped >= 0) index += 2
    copied = index + 1
  }
  return normal + octets.slice(copied)
}

function octetsOf(text: string): Octets {
  return toOctets(new TextEncoder().encode(text))
}

/** Nothing but characters that may stand in a URL as they are. */
function isPlain(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    if (mustEscape(text.charCodeAt(index))) return false
  }
  return true
}

/** Controls, blanks, non-ASCII, and `"` `<` `>` `\` `^` `` ` `` `{` `|` `}`: what RFC 3986 keeps out of a URL. */
function mustEscape(code: number): boolean {
  if (code <= 0x20 || code >= 0x7f) return true
  if (code === 0x22 || code === 0x3c || code === 0x3e) return true
  return code === 0x5c || code === 0x5e || code === 0x60 || (code >= 0x7b && code <= 0x7d)
}

function isUnreserved(code: number): boolean {
  if (code >= 0x30 && code <= 0x39) return true
  const letter = code | 0x20
  if (letter >= 0x61 && letter <= 0x7a && code < 0x7f) return true
  return code === 0x2d || code === 0x2e || code === 0x5f || code === 0x7e
}

/** The value of two hexadecimal digits, or -1. */
function hexPair(text: string, index: number): number {
  const high = hexDigit(text.charCodeAt(index))
  const low = hexDigit(text.charCodeAt(index + 1))
  return high < 0 || low < 0 ? -1 : high * 16 + low
}

function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  const letter = code | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1
}

function escape(code: number): string {
  return `%${code.toString(16).toUpperCase().padStart(2, '0')}`
}
