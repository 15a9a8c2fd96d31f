/**
 * Returns a text with its escapes as in request paths: characters that are allowed raw decoded (`%2A` is kept), hex digits in upper case, and what
 * never appears raw in a path (RFC 3986 §3.3: spaces, `"<>^{|}`, the grave accent, everything outside ASCII) as UTF-8 escapes. After a `?`, only
 * unreserved characters are decoded, because the others may have a meaning in a query. `undefined` if a `%` does not begin an escape. RFC 3986
 * §6.2.2. O(length).
 */
export function normaliseEscapes(text: string): string | undefined {
  if (/%(?![\dA-Fa-f]{2})/.test(text)) return undefined
  const mark = text.indexOf('?')
  const end = mark < 0 ? text.length : mark
  const path = text.slice(0, end).replaceAll(anyEscape, (escape) => decodePlain(escape) ?? escape.toUpperCase())
  return escapeRaw(path + normaliseQuery(text.slice(end)))
}

/**
 * Returns a query, or a part of one, in the form in which it is compared: escapes of unreserved characters decoded, the hex digits of others in upper
 * case (RFC 3986 §6.2.2). Other escapes are kept, because the characters that they stand for may have a meaning in a query, and so is a `%` that
 * begins no escape. Idempotent. O(length).
 */
export function normaliseQuery(text: string): string {
  // WHY: after a `%` that begins no escape, a decoded character could complete one.
  return text.replaceAll(
    /(?<!%[\dA-Fa-f]?)%[\dA-Fa-f]{2}/g,
    (escape) => decodeUnreserved(escape) ?? escape.toUpperCase(),
  )
}

/** Matches UTF-8 that is longer than necessary (RFC 3629 §3: never valid), which old decoders read as ASCII. */
export const overlongUtf8: RegExp = /%C[01]%[89AB]|%E0%[89]|%F0%8/i

/** Matches escapes that another decoding would turn into a character that is allowed raw, a control, or one of `/ \ % # ?`. */
export const doubleEncoded: RegExp =
  /%25(?:[01][0-9a-f]|2[13-9a-f]|3[0-9abdf]|4[0-9a-f]|5[0-9abcdf]|6[1-9a-f]|7[0-9aef])/i

/**
 * Why requests with these escapes in their path are refused, for a path or a part of one with `normaliseEscapes` applied: dot segments, overlong UTF-8,
 * and double-encoded characters. `isEnd`: nothing of the path follows it. O(length).
 */
export function faultOfEscapes(path: string, isEnd: boolean): string | undefined {
  const segment = isEnd ? /(?:\/|%2F)\.\.?(?:;|\/|%2F|$)/ : /(?:\/|%2F)\.\.?(?:;|\/|%2F)/
  if (segment.test(path)) return 'a request path never contains `.` or `..` as a segment'
  if (overlongUtf8.test(path)) return 'a request path never contains overlong UTF-8'
  return doubleEncoded.test(path) ? 'a request path never contains a double-encoded character' : undefined
}

const anyEscape = /%[\dA-Fa-f]{2}/g

/**
 * Returns a text in which everything that never appears raw in a target is written as UTF-8 escapes; its own escapes and broken
 * UTF-16 are kept. O(length).
 */
export function escapeRaw(text: string): string {
  return text.replaceAll(/[ "<>^`{|}\u{80}-\u{10ffff}]+/gu, (outside) =>
    outside.isWellFormed() ? encodeURIComponent(outside) : outside,
  )
}

/** The character of an escape that is always raw in a canonical path, or `undefined` if it is another character. */
function decodePlain(escape: string): string | undefined {
  const character = characterOf(escape)
  return /[\w.~!$&'()+,;=:@[\]-]/.test(character) ? character : undefined
}

/** The unreserved character (RFC 3986 §2.3) of an escape, or `undefined` if it is another character. */
function decodeUnreserved(escape: string): string | undefined {
  const character = characterOf(escape)
  return /[\w.~-]/.test(character) ? character : undefined
}

function characterOf(escape: string): string {
  return String.fromCharCode(Number.parseInt(escape.slice(1), 16))
}
