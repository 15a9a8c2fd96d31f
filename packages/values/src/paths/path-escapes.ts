/**
 * Returns a text with its escapes as in request paths: unreserved characters decoded, hex digits in upper case, and what never
 * appears raw in a path (RFC 3986 §3.3: spaces, `"<>^{|}`, the grave accent, everything outside ASCII) as UTF-8 escapes;
 * `undefined` if a `%` does not begin an escape. RFC 3986 §6.2.2. O(length).
 */
export function normaliseEscapes(text: string): string | undefined {
  if (/%(?![\dA-Fa-f]{2})/.test(text)) return undefined
  return escapeRaw(text.replaceAll(/%[\dA-Fa-f]{2}/g, (escape) => decodeUnreserved(escape) ?? escape.toUpperCase()))
}

/**
 * Returns a text in which everything that never appears raw in a target is written as UTF-8 escapes; its own escapes and broken
 * UTF-16 are kept. O(length).
 */
export function escapeRaw(text: string): string {
  return text.replaceAll(/[ "<>^`{|}\u{80}-\u{10ffff}]+/gu, (outside) =>
    outside.isWellFormed() ? encodeURIComponent(outside) : outside,
  )
}

/** The unreserved character (RFC 3986 §2.3) of an escape, or `undefined` if it is another character. */
export function decodeUnreserved(escape: string): string | undefined {
  const character = String.fromCharCode(Number.parseInt(escape.slice(1), 16))
  return /[\w.~-]/.test(character) ? character : undefined
}
