import { toOctets, type Octets } from './octets.ts'

/**
 * Returns a path, including its query, in the spelling in which paths and patterns are compared (RFC 9309 §2.2.2 and §2.2.3, RFC
 * 3986 §2.3): escapes of unreserved characters are decoded, other escapes are written in upper case, and characters that are not
 * allowed in a URL are escaped, as are `*` and `$`, which are special in patterns. O(n).
 */
export function normalisePath(path: string): Octets {
  return normalise(isPlain(path) ? path : octetsOf(path))
    .replaceAll('*', '%2A')
    .replaceAll('$', '%24')
}

/** Returns a pattern in the same spelling. `*` is kept, and so is `$` at the end; any other `$` is literal. O(n). */
export function normalisePattern(octets: Octets): Octets {
  const normal = normalise(octets)
  const dollar = normal.indexOf('$')
  if (dollar < 0 || dollar === normal.length - 1) return normal
  const body = normal.endsWith('$') ? normal.slice(0, -1) : normal
  return body.replaceAll('$', '%24') + (normal.endsWith('$') ? '$' : '')
}

/**
 * Returns the pattern and its other spellings: according to RFC 9309 §2.2.2, `/foo/bar?baz=https://foo.bar` matches
 * `/foo/bar?baz=https%3A%2F%2Ffoo.bar`, so general delimiters in a query are equal to their escapes. At most three.
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

/** Whether the text contains only characters that are allowed in a URL. */
function isPlain(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    if (mustEscape(text.charCodeAt(index))) return false
  }
  return true
}

/** Control characters, spaces, non-ASCII, and `"` `<` `>` `\` `^` `` ` `` `{` `|` `}`, which RFC 3986 does not allow in a URL. */
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

/** Returns the value of two hexadecimal digits, or -1. */
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
